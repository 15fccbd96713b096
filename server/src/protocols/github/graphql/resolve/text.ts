import { plainText } from '../../plain-text.ts'
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
  return plainText(await htmlOf(context, text))
}

/** In a title nothing is marked up but code. */
export function titleHtml(title: string): string {
  return escapeHtml(title).replace(/`([^`]+)`/g, '<code>$1</code>')
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
