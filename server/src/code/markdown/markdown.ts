import { join } from 'node:path'
import { createThread, type Kernel } from '#kernel'
import type { MarkdownRequest } from './markdown-worker.ts'
import type { ReferenceLink } from './references.ts'

export interface Markdown {
  /** Safe HTML. With `breaks` a line of the text stays a line, as in comments; `links` are of what the text names, by how it is written. */
  render(text: string, options?: { breaks?: boolean; links?: Record<string, ReferenceLink> }): Promise<string>
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
    async render(text, { breaks = false, links = {} } = {}) {
      return (await thread.ask({ text, breaks, links })) ?? `<pre>${escapeHtml(text)}</pre>`
    },
  }
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
