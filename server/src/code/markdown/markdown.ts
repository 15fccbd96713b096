import { join } from 'node:path'
import { createThread, type Kernel } from '#kernel'
import type { MarkdownRequest } from './markdown-worker.ts'

export interface Markdown {
  /** Safe HTML. With `breaks` a line of the text stays a line, as in comments. */
  render(text: string, options?: { breaks?: boolean }): Promise<string>
}

/** Some texts take time that grows with the square of their length. */
const TIMEOUT_MS = 3_000
const MOST_WAITING = 100

export function createMarkdown(kernel: Kernel, { timeoutMs = TIMEOUT_MS }: { timeoutMs?: number } = {}): Markdown {
  const thread = createThread<MarkdownRequest, string>({
    file: join(import.meta.dirname, 'markdown-worker.ts'),
    log: kernel.log,
    timeoutMs,
    mostWaiting: MOST_WAITING,
  })
  kernel.onStop(thread.stop)
  return {
    async render(text, { breaks = false } = {}) {
      return (await thread.ask({ text, breaks })) ?? `<pre>${escapeHtml(text)}</pre>`
    },
  }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
