import { LEASE_MS } from '#tasks'

/** What bounds one attempt. Each number can be injected; tests use small ones. */
export interface AttemptLimits {
  /** Whole attempt. Long enough for a large feature, short enough that nobody finds a zombie on Monday. */
  totalMs: number
  /** Without any sign of life from the agent. */
  idleMs: number
  /** From the start of an agent's program to its first valid answer. */
  startMs: number
  /** Between two signs that the attempt lives; a third of its lease. */
  heartbeatMs: number
  /** A cancelled agent has this long to end by itself. */
  graceMs: number
  /** One answer of the model to the built-in loop. */
  modelMs: number
  /** Model turns of the built-in loop. */
  turns: number
  /** Unusable answers in a row after which the built-in loop gives up. */
  nonsense: number
  /** Tries of one model call that fails for a passing reason. */
  modelTries: number
  /** Waiting time before the second try; doubles. */
  retryMs: number
  /** One command run for the agent. */
  commandMs: number
  /** Characters kept of one command's output, from its end. */
  outputChars: number
  /** Characters of a file handed to the model at once. */
  fileChars: number
  /** Bytes of one file an agent may read or write through us. */
  fileBytes: number
  /** Characters kept of a tool call's input or output in its event. */
  eventChars: number
  /** Characters of one patch kept in an event; the commit has the whole. */
  patchChars: number
}

export const ATTEMPT_LIMITS: AttemptLimits = {
  totalMs: 60 * 60_000,
  idleMs: 10 * 60_000,
  startMs: 60_000,
  heartbeatMs: LEASE_MS / 3,
  graceMs: 5_000,
  modelMs: 5 * 60_000,
  turns: 80,
  nonsense: 4,
  modelTries: 4,
  retryMs: 500,
  commandMs: 10 * 60_000,
  outputChars: 16_000,
  fileChars: 60_000,
  fileBytes: 4 * 1024 * 1024,
  eventChars: 8_000,
  patchChars: 60_000,
}

/** Managed attempts one server runs at once. Agent CLIs take some 300 MB each. */
export const CONCURRENT_ATTEMPTS = 4

/**
 * Attempts of one task that may be lost with their servers. Being lost is not the task's fault and so does not count as a
 * try; but a task that brings the server down must not do so for ever.
 */
export const MAX_LOST = 25
