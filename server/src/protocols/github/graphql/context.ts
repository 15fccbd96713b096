import { setImmediate } from 'node:timers/promises'
import type { z } from 'zod'
import { type Actor, Problem, type Verb } from '#kernel'
import type { Github } from '../github.ts'
import type { Ask } from '../rest.ts'
import type { Urls } from '../urls.ts'
import type { Cost } from './limits.ts'

/** What every resolver is given. */
export interface GraphqlContext {
  github: Github
  actor: Actor
  urls: Urls
  /** What the query asks for at most. */
  cost: Cost
  /** The verb, as the one who asks. The same read is made once in a query. */
  call<I extends z.ZodObject, O extends z.ZodType>(verb: Verb<I, O>, input: z.input<I>): Promise<z.output<O>>
  /** Throws once the query has taken too long; for work that calls no verb. */
  hurry(): void
  /** What is found out once in a query. */
  once<T>(key: string, read: () => Promise<T>): Promise<T>
  /**
   * One of many things of a kind: what the fields of a level ask for is read together, so that a list costs no more statements
   * than one of its items. `read` answers in the order of the items.
   */
  together<T, R>(kind: string, key: string, item: T, read: (items: T[]) => Promise<R[]>): Promise<R>
}

interface Batch<T, R> {
  items: T[]
  answers: Promise<R[]>
}

/** A query that takes longer than this would be better asked in parts. */
const MOST_MS = 10_000

export function createContext(github: Github, ask: Ask, cost: Cost): GraphqlContext {
  const deadline = Date.now() + MOST_MS
  const reads = new Map<string, Promise<unknown>>()

  function once<T>(key: string, read: () => Promise<T>): Promise<T> {
    const known = reads.get(key)
    if (known) return known as Promise<T>
    const found = read()
    reads.set(key, found)
    return found
  }

  function hurry(): void {
    if (Date.now() > deadline)
      throw new Problem(
        'unavailable',
        'github.timeout',
        `The query took longer than ${MOST_MS / 1000} s; ask for less at once.`,
      )
  }

  const batches = new Map<string, Batch<unknown, unknown>>()

  function together<T, R>(kind: string, key: string, item: T, read: (items: T[]) => Promise<R[]>): Promise<R> {
    return once(`${kind} ${key}`, async () => {
      let batch = batches.get(kind) as Batch<T, R> | undefined
      if (!batch) {
        const items: T[] = []
        // The fields of a level are asked for in one turn of the event loop, whatever each waited for before.
        const answers = setImmediate().then(() => {
          batches.delete(kind)
          return read(items)
        })
        batch = { items, answers }
        batches.set(kind, batch as Batch<unknown, unknown>)
      }
      const place = batch.items.push(item) - 1
      return (await batch.answers)[place]!
    })
  }

  return {
    once,
    together,
    github,
    actor: ask.signedIn(),
    urls: ask.urls,
    hurry,
    cost,
    call(verb, input) {
      hurry()
      if (!verb.reads) {
        reads.clear()
        return ask.call(verb, input)
      }
      return once(`${verb.name} ${JSON.stringify(input)}`, () => ask.call(verb, input))
    },
  }
}
