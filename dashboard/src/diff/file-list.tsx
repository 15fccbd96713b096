import { memo } from 'react'
import type { FileDiff } from '../api/code.ts'
import { Changes } from './line.tsx'
import { foldersOf } from './model.ts'

const letters: Record<FileDiff['status'], { letter: string; colour: string }> = {
  added: { letter: 'A', colour: 'text-done' },
  modified: { letter: 'M', colour: 'text-person' },
  deleted: { letter: 'D', colour: 'text-failed' },
  renamed: { letter: 'R', colour: 'text-running' },
}

interface FileListProps {
  files: readonly FileDiff[]
  onChoose: (path: string) => void
}

/** The files of a diff by folder; choosing one goes to it. */
export const FileList = memo(function FileList({ files, onChoose }: FileListProps) {
  return (
    <nav aria-label="Changed files" className="text-sm">
      {foldersOf(files).map(({ folder, files: inFolder }) => (
        <div key={folder} className="mb-2">
          {folder && (
            <p className="truncate px-2 py-0.5 text-left font-mono text-xs text-faint [direction:rtl]" title={folder}>
              <bdi>{folder}/</bdi>
            </p>
          )}
          <ul>
            {inFolder.map((file) => (
              <li key={file.path}>
                <button
                  type="button"
                  onClick={() => onChoose(file.path)}
                  className="row-focus flex h-7 w-full items-center gap-2 rounded-md px-2 text-left hover:bg-hover"
                  title={`${file.path} (${file.status})`}
                >
                  <FileStatus status={file.status} />
                  <span className="min-w-0 grow truncate">{file.path.slice(file.path.lastIndexOf('/') + 1)}</span>
                  <Changes additions={file.additions} deletions={file.deletions} />
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
})

export function FileStatus({ status }: { status: FileDiff['status'] }) {
  const { letter, colour } = letters[status] ?? letters.modified
  return (
    <span className={`w-3 shrink-0 text-center font-mono text-xs font-semibold ${colour}`}>
      <span aria-hidden="true">{letter}</span>
      <span className="sr-only">{status}</span>
    </span>
  )
}
