import type { Readable } from 'node:stream'

export interface Blob {
  /** Hex SHA-256 of the content: its name. */
  sha256: string
  sizeBytes: number
}

/** Content under its own hash: written once, never changed, shared by everything that holds the same bytes. */
export interface BlobStore {
  /** Streams the content in; nothing is visible under its name before all of it is on disk. */
  put(content: Readable | Buffer | string): Promise<Blob>
  /** Throws not_found `blobs.not_found`. */
  get(sha256: string): Promise<Readable>
  has(sha256: string): Promise<boolean>
  delete(sha256: string): Promise<void>
}
