import type { ReleasesCreateInput, ReleasesNotesInput, ReleasesUpdateInput } from '@devflow/sdk'
import { type Address, client, Refusal } from './client.ts'

export type { Release, ReleaseAsset } from '@devflow/sdk'
export type NewRelease = Omit<ReleasesCreateInput, keyof Address>
export type ReleaseEdit = Omit<ReleasesUpdateInput, keyof Address | 'release'>

export const releases = {
  list: ({ owner, name }: Address, page: number, limit: number) => client.releases.list({ owner, name, page, limit }),
  byTag: ({ owner, name }: Address, tag: string) => client.releases.getByTag({ owner, name, tag }),
  get: ({ owner, name }: Address, release: string) => client.releases.get({ owner, name, release }),
  notes: ({ owner, name }: Address, query: Omit<ReleasesNotesInput, keyof Address>) =>
    client.releases.notes({ owner, name, ...query }),
  create: ({ owner, name }: Address, body: NewRelease) => client.releases.create({ owner, name, ...body }),
  edit: ({ owner, name }: Address, release: string, body: ReleaseEdit) =>
    client.releases.update({ owner, name, release, ...body }),
  remove: ({ owner, name }: Address, release: string) => client.releases.delete({ owner, name, release }),
  removeAsset: ({ owner, name }: Address, asset: string) => client.releases.deleteAsset({ owner, name, asset }),
  upload,
}

interface Upload {
  /** The number of the release, as the door for uploads knows it. */
  release: number
  file: File
  /** Told again and again how much of the file has arrived, from 0 to 1. */
  onProgress: (part: number) => void
}

/** Bytes do not pass through a verb. XMLHttpRequest, because fetch does not tell how far an upload is. */
function upload({ owner, name }: Address, { release, file, onProgress }: Upload): Promise<void> {
  const path = ['repos', owner, name, 'releases', String(release), 'assets'].map(encodeURIComponent).join('/')
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/uploads/${path}?name=${encodeURIComponent(file.name)}`)
    request.setRequestHeader('content-type', file.type || 'application/octet-stream')
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    const refuse = (kind: Refusal['kind'], message: string) =>
      reject(new Refusal(message, { kind, code: 'releases.upload', status: request.status }))
    request.onerror = () =>
      refuse('unavailable', `${file.name} did not arrive; check the connection and send it again.`)
    request.onload = () =>
      request.status < 300 ? resolve() : refuse('invalid', messageOf(request) ?? `${file.name} was refused.`)
    request.send(file)
  })
}

function messageOf(request: XMLHttpRequest): string | undefined {
  try {
    const { message, errors } = JSON.parse(request.responseText) as {
      message?: string
      errors?: { message?: string }[]
    }
    return errors?.[0]?.message ?? message
  } catch {
    return undefined
  }
}
