import type { z } from 'zod'
import type { Actor, Links } from '../actor.ts'
import type { Tx } from '../database/database.ts'
import type { EventType } from '../events/event.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Whom a call is about, which decides where the actor needs the permission:
 * `public` nobody (no sign-in), `account` any organisation of the actor (row-level security filters), `server` the
 * installation, or a function that finds the organisation's id from the input and throws not_found when it is invisible.
 */
export type Scope<I> = 'public' | 'account' | 'server' | ((tx: Tx, input: I, actor: Actor) => Promise<string>)

export interface VerbDefinition<I extends z.ZodObject, O extends z.ZodType> {
  /** `module.act`; also the MCP tool, CLI command and SDK method. */
  name: string
  /** `METHOD /path` below /api; `:param` is taken from the input. GET reads, everything else changes state. */
  http: `${Method} /${string}`
  /** Further addresses of the same verb. */
  alias?: readonly `${Method} /${string}`[]
  summary: string
  input: I
  output: O
  needs: string
  scope: Scope<z.output<I>>
  /** Top-level fields of input or output that are never written to the audit record. */
  secret?: readonly string[]
  emits?: readonly string[]
  status?: 200 | 201 | 202 | 204
  run(context: VerbContext, input: z.output<I>): Promise<z.input<O>>
}

export interface Verb<I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType>
  extends VerbDefinition<I, O> {
  readonly method: Method
  readonly path: string
  readonly reads: boolean
}

/** What a verb is given to work with. */
export interface VerbContext {
  actor: Actor
  /** The organisation the call is about; '' for public, account and server scope. */
  org: string
  tx: Tx
  /** Id of the audit record; '' for reads. */
  action: string
  /** Appends an event to this transaction. `org` only where the scope names none. */
  emit<S extends z.ZodType>(
    event: EventType<S>,
    fact: { org?: string; project?: string | null; links?: Links; data: z.input<S> },
  ): void
  /** Another verb in the same transaction by the same actor. */
  call<I extends z.ZodObject, O extends z.ZodType>(verb: Verb<I, O>, input: z.input<I>): Promise<z.output<O>>
}

/** Defines a verb once; every door is made from this. */
export function verb<I extends z.ZodObject, O extends z.ZodType>(definition: VerbDefinition<I, O>): Verb<I, O> {
  const [method, path] = definition.http.split(' ') as [Method, string]
  return { ...definition, method, path, reads: method === 'GET' }
}
