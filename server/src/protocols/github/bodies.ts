import { type NodeKind, parseNodeId } from './node-id.ts'
import { plainText } from './plain-text.ts'

/** In what form a client wants the texts that people wrote: as written, as HTML, without marks, or all of these. */
export type BodyForm = 'html' | 'text' | 'full'
export const BODY_FORMS: readonly BodyForm[] = ['full', 'html', 'text']

/** A text of a conversation as safe HTML. */
type Render = (text: string) => Promise<string>

/** What people write a text in. */
const WRITTEN: ReadonlySet<NodeKind | undefined> = new Set([
  'Issue',
  'IssueComment',
  'PullRequest',
  'PullRequestReview',
  'PullRequestReviewComment',
  'Release',
])

/** An answer with its texts in another form: of the one, of all of a list, or of what was found by a search. */
export async function withBodies(render: Render, form: BodyForm, answer: unknown): Promise<unknown> {
  if (Array.isArray(answer)) {
    const items: unknown[] = []
    // One after the other: the thread that renders is everybody's.
    for (const item of answer) items.push(await withBody(render, form, item))
    return items
  }
  if (isObject(answer) && Array.isArray(answer.items))
    return { ...answer, items: await withBodies(render, form, answer.items) }
  return withBody(render, form, answer)
}

async function withBody(render: Render, form: BodyForm, item: unknown): Promise<unknown> {
  if (!isObject(item) || !('body' in item) || typeof item.node_id !== 'string') return item
  if (!WRITTEN.has(parseNodeId(item.node_id)?.kind)) return item
  const { body, ...rest } = item
  const written = typeof body === 'string' ? body : ''
  return { ...(form === 'full' ? item : rest), ...(await formsOf(render, form, written)) }
}

async function formsOf(render: Render, form: BodyForm, body: string) {
  // In conversations a line stays a line.
  const html = body.trim() === '' ? '' : await render(body)
  return {
    ...(form === 'text' ? {} : { body_html: html }),
    ...(form === 'html' ? {} : { body_text: plainText(html) }),
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
