/** What bounds a call. Tests shorten the times; nothing else changes them. */
export interface Limits {
  /** Prompts with images are large; beyond this no provider listens. */
  maxBodyBytes: number
  connectMs: number
  /** Until the first byte of a stream: a long prompt on a busy provider. */
  firstByteMs: number
  /** Until the first byte of an answer that comes whole: all of the model's thinking. */
  answerMs: number
  /** Between two pieces of an answer, in either direction. */
  idleMs: number
  /** Further tries before the first byte. */
  retries: number
  firstRetryMs: number
  /** A provider that asks for a longer pause is not waited for: its answer goes to the client, which may wait. */
  maxRetryAfterMs: number
}

export const LIMITS: Limits = {
  maxBodyBytes: 64 * 1024 * 1024,
  connectMs: 10_000,
  firstByteMs: 180_000,
  answerMs: 900_000,
  idleMs: 180_000,
  retries: 2,
  firstRetryMs: 250,
  maxRetryAfterMs: 10_000,
}
