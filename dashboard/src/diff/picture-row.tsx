import { addresses } from '../addresses.ts'
import type { FileDiff } from '../api/code.ts'
import type { DiffSource } from './source.ts'

/** A picture before and after. The server sends it so that nothing in it runs. */
export function PictureRow({ file, source }: { file: FileDiff; source: DiffSource }) {
  const before =
    file.status === 'added' || source.base === undefined
      ? undefined
      : addresses.raw(source.project, source.base, file.oldPath ?? file.path)
  const after = file.status === 'deleted' ? undefined : addresses.raw(source.project, source.head, file.path)
  return (
    <div className="flex flex-wrap justify-center gap-6 border-x border-b bg-raised p-4">
      {before && <Picture src={before} caption={after ? 'Before' : 'Removed'} />}
      {after && <Picture src={after} caption={before ? 'After' : 'Added'} />}
    </div>
  )
}

/** Its room is kept before it is there, so that what is being read does not jump. */
function Picture({ src, caption }: { src: string; caption: string }) {
  return (
    <figure className="flex min-w-0 flex-col items-center gap-2">
      <img src={src} alt={caption} className="h-64 max-w-full rounded-md border object-contain" />
      <figcaption className="text-xs text-muted">{caption}</figcaption>
    </figure>
  )
}
