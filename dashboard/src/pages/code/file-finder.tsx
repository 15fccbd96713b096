import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { File, Search } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import { addresses } from '../../addresses.ts'
import { queries } from '../../api/queries.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { ProblemView } from '../../parts/problem.tsx'
import { findPaths } from './find-paths.ts'
import type { Place } from './place.tsx'

/** Any file of the repository by parts of its name; `t` opens it. */
export function FileFinder({ place }: { place: Pick<Place, 'project' | 'gitRef' | 'sha'> }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        icon={<Search className="size-4" />}
        onClick={() => setOpen(true)}
        title="Go to a file (t)"
        data-shortcut="t"
      >
        Go to file
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Go to a file">
        <Finder place={place} close={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

const MOST_SHOWN = 50

function Finder({ place, close }: { place: Pick<Place, 'project' | 'gitRef' | 'sha'>; close: () => void }) {
  const router = useRouter()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const wanted = useDeferredValue(text)
  const files = useQuery(queries.files(place.project, place.sha))
  const found = useMemo(() => findPaths(files.data?.items ?? [], wanted, MOST_SHOWN), [files.data, wanted])
  const open = (path: string | undefined) => {
    if (path === undefined) return
    close()
    router.history.push(addresses.blob(place.project, place.gitRef, path))
  }
  return (
    <div className="flex min-h-0 flex-col gap-3">
      <input
        // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type into it
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls="found-files"
        aria-activedescendant={found[at] === undefined ? undefined : `found-${at}`}
        aria-label="Part of the file's path"
        placeholder="src/main.ts, or a few letters of it"
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') open(found[at])
          else if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1))
          else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0))
          else return
          event.preventDefault()
        }}
        className="h-9 w-full rounded-md border border-control bg-canvas px-3 text-sm"
      />
      {files.error && <ProblemView error={files.error} retry={() => void files.refetch()} />}
      {files.isPending && <p className="appear-late text-sm text-muted">Reading the list of files…</p>}
      {files.data && found.length === 0 && <p className="text-sm text-muted">No file has these letters in its path.</p>}
      <div id="found-files" role="listbox" aria-label="Files" className="-mx-2 max-h-[50dvh] overflow-y-auto">
        {found.map((path, index) => (
          <button
            key={path}
            id={`found-${index}`}
            type="button"
            role="option"
            aria-selected={index === at}
            tabIndex={-1}
            onMouseMove={() => setAt(index)}
            onClick={() => open(path)}
            className={`flex min-h-8 w-full items-center gap-2 rounded-md px-2 text-left text-sm ${index === at ? 'bg-hover' : ''}`}
          >
            <File className="size-4 shrink-0 text-muted" />
            <span className="min-w-0 truncate [direction:rtl]">
              <bdi>{path}</bdi>
            </span>
          </button>
        ))}
      </div>
      {files.data?.truncated && (
        <p className="text-xs text-muted">The repository has more files than the list; search finds the others.</p>
      )}
    </div>
  )
}
