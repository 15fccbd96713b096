import type { z } from 'zod'
import { type Actor, Problem, type Verb } from '#kernel'
import type { Github } from '../github.ts'
import type { Ask } from '../rest.ts'
import type { Urls } from '../urls.ts'

/** What every resolver is given. */
export interface GraphqlContext {
  github: Github
  actor: Actor
  urls: Urls
  /** The verb, as the one who asks. The same read is made once in a query. */
  call<I extends z.ZodObject, O extends z.ZodType>(verb: Verb<I, O>, input: z.input<I>): Promise<z.output<O>>
  /** What is found out once in a query. */
  once<T>(key: string, read: () => Promise<T>): Promise<T>
}

/** A query that takes longer than this would be better asked in parts. */
const MOST_MS = 10_000

export function createContext(github: Github, ask: Ask): GraphqlContext {
  const deadline = Date.now() + MOST_MS
  const reads = new Map<string, Promise<unknown>>()

  function once<T>(key: string, read: () => Promise<T>): Promise<T> {
    const known = reads.get(key)
    if (known) return known as Promise<T>
    const found = read()
    reads.set(key, found)
    return found
  }

  return {
    once,
    github,
    actor: ask.signedIn(),
    urls: ask.urls,
    call(verb, input) {
      if (Date.now() > deadline)
        throw new Problem(
          'unavailable',
          'github.timeout',
          `The query took longer than ${MOST_MS / 1000} s; ask for less at once.`,
        )
      if (!verb.reads) {
        reads.clear()
        return ask.call(verb, input)
      }
      return once(`${verb.name} ${JSON.stringify(input)}`, () => ask.call(verb, input))
    },
  }
}
