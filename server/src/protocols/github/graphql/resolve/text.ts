import type { GraphqlContext } from '../context.ts'

/** Markdown as safe HTML, as in comments: a line of the text stays a line. The thread that does it is everybody's, so one after the other. */
export function htmlOf(context: GraphqlContext, text: string): Promise<string> {
  if (text.trim() === '') return Promise.resolve('')
  return context.together('html', text, text, async (texts) => {
    const rendered: string[] = []
    for (const each of texts) {
      context.hurry()
      rendered.push(await context.github.markdown.render(each, { breaks: true }))
    }
    return rendered
  })
}

/** What a reader sees of it: no marks, no addresses. */
export async function plainOf(context: GraphqlContext, text: string): Promise<string> {
  return toPlain(await htmlOf(context, text))
}

/** In a title nothing is marked up but code. */
export function titleHtml(title: string): string {
  return escapeHtml(title).replace(/`([^`]+)`/g, '<code>$1</code>')
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

const TAG = /<\/?[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** Of HTML that was made here. */
function toPlain(html: string): string {
  return html
    .replace(TAG, '')
    .replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, (all, hex, decimal, name) => {
      if (name) return NAMED[name.toLowerCase()] ?? all
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
      return code <= 0x10ffff ? String.fromCodePoint(code) : all
    })
    .trim()
}
