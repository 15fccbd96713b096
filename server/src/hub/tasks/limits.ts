/** A holder that gives no sign of life for this long has lost its task. Long enough for a pause, short enough to wait for. */
export const LEASE_MS = 30_000
/** How often each server looks for leases that have run out. */
export const LEASE_CHECK_MS = 5_000
/** Pending tasks of one organisation. Beyond it nobody would ever get to them, and something is looping. */
export const MAX_PENDING = 10_000
/** Waiting time before a failed task is tried again; doubles with every attempt. */
export const RETRY_MS = 1_000
export const MAX_RETRY_MS = 5 * 60_000
/** Times a task is tried unless its creator says otherwise. */
export const DEFAULT_ATTEMPTS = 2
export const MAX_ATTEMPTS = 20
export const MAX_BLOCKERS = 50
