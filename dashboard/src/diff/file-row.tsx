import { ChevronDown, ChevronRight, Ellipsis } from 'lucide-react'
import { memo } from 'react'
import { addresses } from '../addresses.ts'
import type { FileDiff } from '../api/code.ts'
import { IconButton } from '../parts/button.tsx'
import { merge } from '../parts/class-names.ts'
import { Menu, MenuItem } from '../parts/menu.tsx'
import { FileStatus } from './file-list.tsx'
import { Changes } from './line.tsx'
import type { DiffSource } from './source.ts'

interface FileRowProps {
  file: FileDiff
  folded: boolean
  first: boolean
  viewed: boolean
  onViewed: (file: FileDiff, viewed: boolean) => void
  onToggle: (path: string) => void
  source: DiffSource | undefined
  /** Shows everything that the diff leaves out; undefined where there is nothing. */
  onShowAll: ((file: FileDiff) => void) | undefined
}

/** The name of a file above its changes. */
export const FileRow = memo(function FileRow(props: FileRowProps) {
  const { file, folded, first, viewed, onViewed, onToggle, source, onShowAll } = props
  const name = file.oldPath && file.oldPath !== file.path ? `${file.oldPath} → ${file.path}` : file.path
  return (
    <div className={merge('bg-canvas pt-2', !first && 'border-t')}>
      <div className={merge('flex h-10 items-center border bg-sunken', folded ? 'rounded-md' : 'rounded-t-md')}>
        <button
          type="button"
          aria-expanded={!folded}
          onClick={() => onToggle(file.path)}
          className="row-focus flex h-full min-w-0 grow items-center gap-2 rounded-md px-3 text-left"
        >
          {folded ? <ChevronRight className="size-4 text-muted" /> : <ChevronDown className="size-4 text-muted" />}
          <FileStatus status={file.status} />
          <span className="min-w-0 grow truncate font-mono text-xs [direction:rtl]" title={name}>
            <bdi>{name}</bdi>
          </span>
          <Changes additions={file.additions} deletions={file.deletions} />
        </button>
        <label className="flex shrink-0 items-center gap-1.5 pr-2 text-xs text-muted">
          <input type="checkbox" checked={viewed} onChange={(event) => onViewed(file, event.target.checked)} />
          Viewed
        </label>
        {source && (
          <Menu
            align="end"
            trigger={
              <IconButton label={`More about ${file.path}`} className="mr-1 size-7">
                <Ellipsis className="size-4" />
              </IconButton>
            }
          >
            {onShowAll && <MenuItem onSelect={() => onShowAll(file)}>Show the whole file</MenuItem>}
            {file.status !== 'deleted' && (
              <MenuItem href={addresses.blob(source.project, source.head, file.path)}>Open the file</MenuItem>
            )}
            {file.status !== 'added' && source.base !== undefined && (
              <MenuItem href={addresses.blob(source.project, source.base, file.oldPath ?? file.path)}>
                Open it as it was
              </MenuItem>
            )}
          </Menu>
        )}
      </div>
    </div>
  )
})
