import { z } from 'zod'
import { Problem } from '#kernel'
import type { Github } from '../github.ts'
import { type Links, linksIn } from '../references.ts'
import type { Ask, Rest } from '../rest.ts'

/** GitHub's own limit. */
const MOST_TEXT_BYTES = 400 * 1024

/** Markdown as safe HTML; nothing is stored. */
export function markdownRoutes(github: Github, rest: Rest): void {
  rest.post('/markdown', async (ask) => {
    const { text, mode, context } = await ask.body(
      z.object({
        text: z.string(),
        mode: z.enum(['markdown', 'gfm']).default('markdown'),
        context: z.string().optional(),
      }),
    )
    const [owner, name] = context?.split('/') ?? []
    const repo = mode === 'gfm' && owner && name ? { owner, name } : undefined
    return render(text, { breaks: mode === 'gfm', links: await linksIn(github, ask, { text, repo }) })
  })

  rest.post('/markdown/raw', async (ask) => render(await readText(ask), { breaks: false, links: {} }))

  /** In the dialect of comments a line of the text stays a line. */
  async function render(text: string, options: { breaks: boolean; links: Links }): Promise<Response> {
    if (Buffer.byteLength(text) > MOST_TEXT_BYTES) throw tooLarge()
    const html = await github.markdown.render(text, options)
    return new Response(html, { headers: { 'Content-Type': 'text/html; charset=utf-8' } })
  }
}

async function readText({ c }: Ask): Promise<string> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of c.req.raw.body ?? []) {
    sizeBytes += chunk.length
    if (sizeBytes > MOST_TEXT_BYTES) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function tooLarge(): Problem {
  return new Problem(
    'too_large',
    'github.markdown',
    `A text to be rendered has at most ${MOST_TEXT_BYTES / 1024} KiB; send a part of it.`,
  )
}
