import { parentPort } from 'node:worker_threads'
import { createCssVariablesTheme, createHighlighterCore, type ThemedToken } from 'shiki/core'
import { createOnigurumaEngine } from 'shiki/engine/oniguruma'
import { bundledLanguages } from 'shiki/langs'
import { TOKEN_KINDS } from './token-kinds.ts'

/** Runs in a thread of its own: a grammar can take seconds, and the server must not wait for it. */

export interface HighlightRequest {
  /** Names the language may be known by; the first known one counts. */
  names: readonly string[]
  text: string
}

/** A minified line is one token to the eye. */
const LONGEST_LINE = 2000

const PREFIX = '--code-'
const theme = createCssVariablesTheme({ name: 'kinds', variablePrefix: PREFIX })
const ready = createHighlighterCore({ themes: [theme], langs: [], engine: createOnigurumaEngine(import('shiki/wasm')) })

parentPort!.on('message', async (request: HighlightRequest) => {
  parentPort!.postMessage(await answer(request))
})

/** For each line `length, kind, length, kind, …`; undefined when nobody knows the language. */
async function answer({ names, text }: HighlightRequest): Promise<number[][] | undefined> {
  const name = names.find((each): each is keyof typeof bundledLanguages => each in bundledLanguages)
  if (!name) return undefined
  const highlighter = await ready
  await highlighter.loadLanguage(bundledLanguages[name])
  const lines = highlighter.codeToTokensBase(text, {
    lang: name,
    theme: 'kinds',
    // The thread as a whole has its time; a line that stops in the middle on a busy machine would be wrong for as long as it is remembered.
    tokenizeTimeLimit: 0,
    tokenizeMaxLineLength: LONGEST_LINE,
  })
  return lines.map(compress)
}

/** Neighbours of one kind are one run; what is plain at the end of a line needs none. */
function compress(tokens: readonly ThemedToken[]): number[] {
  const runs: number[] = []
  for (const { content, color } of tokens) {
    const kind = kindOf(color)
    if (runs.at(-1) === kind) runs[runs.length - 2]! += content.length
    else runs.push(content.length, kind)
  }
  if (runs.at(-1) === 0) runs.length -= 2
  return runs
}

/** `var(--code-token-keyword)` → the place of `keyword`. */
function kindOf(color: string | undefined): number {
  const name = /^var\(--code-token-([a-z-]+)\)$/.exec(color ?? '')?.[1]
  return name === undefined ? 0 : Math.max(0, TOKEN_KINDS.indexOf(name as (typeof TOKEN_KINDS)[number]))
}
