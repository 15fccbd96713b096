import { useMutation } from '@tanstack/react-query'
import { Upload } from 'lucide-react'
import { useId, useState } from 'react'
import type { Address } from '../../api/client.ts'
import { type Release, releases } from '../../api/releases.ts'
import { merge } from '../../parts/class-names.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Rows } from '../../parts/page.tsx'
import { ProblemLine } from '../../parts/problem.tsx'
import { bytes } from '../../parts/time.tsx'

interface AssetsProps {
  project: Address
  release: Release
  refresh: () => Promise<unknown>
}

/** The files of a release: dropped or chosen, one after the other, so that each keeps the whole line. */
export function Assets({ project, release, refresh }: AssetsProps) {
  const id = useId()
  const [over, setOver] = useState(false)
  const [sending, setSending] = useState<{ name: string; part: number }>()
  const send = useMutation({
    mutationFn: async (files: readonly File[]) => {
      for (const file of files) {
        setSending({ name: file.name, part: 0 })
        await releases.upload(project, {
          release: release.databaseId,
          file,
          onProgress: (part) => setSending({ name: file.name, part }),
        })
        await refresh()
      }
    },
    onSettled: () => setSending(undefined),
  })
  return (
    <div className="flex flex-col gap-3">
      {release.assets.length > 0 && (
        <Rows label="Files">
          {release.assets.map((asset) => (
            <li key={asset.id} className="flex items-center gap-3 px-4 py-2">
              <span className="min-w-0 grow text-sm font-medium wrap-anywhere">{asset.name}</span>
              <span className="text-sm text-muted">{bytes(asset.sizeBytes)}</span>
              <Confirm
                label="Remove"
                tone="quiet"
                title={`Remove ${asset.name}?`}
                run={() => releases.removeAsset(project, asset.id).then(refresh)}
              >
                Its address answers with “not found” from now on.
              </Confirm>
            </li>
          ))}
        </Rows>
      )}
      <label
        htmlFor={id}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          send.mutate([...event.dataTransfer.files])
        }}
        className={merge(
          'flex min-h-16 flex-col items-center justify-center gap-1 rounded-md border border-dashed border-line-strong p-4 text-sm text-muted focus-within:outline-2 focus-within:outline-running',
          over && 'bg-selected',
        )}
      >
        <span className="flex items-center gap-2">
          <Upload className="size-4" />
          {sending
            ? `Sending ${sending.name}, ${Math.round(sending.part * 100)} %`
            : 'Drop files here, or press to choose'}
        </span>
        {sending && <progress value={sending.part} aria-label={`Sending ${sending.name}`} className="h-1.5 w-full" />}
        <input
          id={id}
          type="file"
          multiple
          disabled={send.isPending}
          className="sr-only"
          onChange={(event) => {
            send.mutate([...(event.target.files ?? [])])
            event.target.value = ''
          }}
        />
      </label>
      <ProblemLine error={send.error} />
    </div>
  )
}
