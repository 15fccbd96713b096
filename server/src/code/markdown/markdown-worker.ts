import { parentPort } from 'node:worker_threads'
import rehypeRaw from 'rehype-raw'
import rehypeSanitize from 'rehype-sanitize'
import rehypeStringify from 'rehype-stringify'
import remarkBreaks from 'remark-breaks'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'
import { linkReferences } from './link-references.ts'
import type { ReferenceLink } from './references.ts'

/** Runs in a thread of its own: a text of a few kilobytes can take seconds. */

export interface MarkdownRequest {
  text: string
  breaks: boolean
  links: Record<string, ReferenceLink>
}

/** Parse, let HTML become elements, and then keep only what the list of GitHub's sanitizer names: behind it nothing is added but links to what the text names. */
const plain = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeSanitize)
  .use(linkReferences)
  .use(rehypeStringify)
  .freeze()
const withBreaks = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkBreaks)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeSanitize)
  .use(linkReferences)
  .use(rehypeStringify)
  .freeze()

parentPort!.on('message', ({ text, breaks, links }: MarkdownRequest) => {
  parentPort!.postMessage(String((breaks ? withBreaks : plain).processSync({ value: text, data: { links } })))
})
