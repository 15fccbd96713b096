import { join } from 'node:path'
import { createThread, type Logger } from '#kernel'
import type { HighlightRequest } from './highlight-worker.ts'

/** Colours for source text. */
export interface Highlighter {
  /** Undefined where the text stays plain: nobody knows the language, or it took too long. */
  highlight(request: HighlightRequest): Promise<number[][] | undefined>
  stop(): Promise<void>
}

/** Grammars are regular expressions that strangers' files can make slow; a page without colours is better than none. */
const TIMEOUT_MS = 5_000
/** Each waits inside a read of its own. */
const MOST_WAITING = 3

export function createHighlighter(
  log: Logger,
  { timeoutMs = TIMEOUT_MS, mostWaiting = MOST_WAITING }: { timeoutMs?: number; mostWaiting?: number } = {},
): Highlighter {
  const file = join(import.meta.dirname, 'highlight-worker.ts')
  const thread = createThread<HighlightRequest, number[][] | undefined>({ file, log, timeoutMs, mostWaiting })
  return { highlight: thread.ask, stop: thread.stop }
}
