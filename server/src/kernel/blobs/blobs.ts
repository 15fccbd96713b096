import type { Readable } from 'node:stream'

export interface Blob {
  /** Hex SHA-256 of the content: its name. */
  sha256: string
  sizeBytes: number
}

/** A part of the content: both ends count, as in HTTP. */
export interface ByteRange {
  first: number
  last: number
}

/** Content under its own hash: written once, never changed, shared by everything that holds the same bytes. */
export interface BlobStore {
  /**
   * Streams the content in; nothing is visible under its name before all of it is on disk. Content that is not what was
   * `expected` is refused as `blobs.other_content` and leaves nothing; more bytes than expected are not even read.
   */
  put(content: Readable | Buffer | string, expected?: Blob): Promise<Blob>
  /** Throws not_found `blobs.not_found`. */
  get(sha256: string, range?: ByteRange): Promise<Readable>
  has(sha256: string): Promise<boolean>
  delete(sha256: string): Promise<void>
}
