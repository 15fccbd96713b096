import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { type Actor, ANYBODY, actorRef, grants, may } from '../actor.ts'
import type { Database, Tx } from '../database/database.ts'
import type { EventRow } from '../events/event.ts'
import { newId } from '../ids.ts'
import { Problem } from '../problem.ts'
import { type ActionRow, recordHistory, reserveKey, selectByKey } from './actions.sql.ts'
import type { Verb, VerbContext } from './verb.ts'

export interface CallOptions {
  actor: Actor | undefined
  /** Idempotency key: the same key of the same actor has one effect and one answer. */
  key?: string | undefined
}

export type Call = <I extends z.ZodObject, O extends z.ZodType>(
  verb: Verb<I, O>,
  input: z.input<I>,
  options: CallOptions,
) => Promise<z.output<O>>

export interface CallDeps {
  afterCommit(events: number): void
  /** The actor with what they may do in this project from outside, if they lack the permission; see `Kernel.admitBy`. */
  admit(actor: Actor, project: { owner: string; name: string }, permission: string): Promise<Actor>
}

/** What one call leaves behind, written at its end in the same transaction as its changes. */
interface History {
  actions: ActionRow[]
  events: EventRow[]
}

const MAX_KEY_LENGTH = 200

/**
 * The one way to change state: validate → authorize → one transaction in which the state changes, the events are
 * appended and the action is recorded → answer.
 */
export function createCall(database: Database, { afterCommit, admit }: CallDeps): Call {
  return async (verb, rawInput, { actor: who = ANYBODY, key }) => {
    const actor = await admitted(verb, rawInput, who, admit)
    if (who === ANYBODY && verb.scope !== 'public' && !(actor.guest && verb.reads)) {
      throw signIn()
    }
    if (key !== undefined && (key === '' || key.length > MAX_KEY_LENGTH)) {
      throw new Problem('invalid', 'kernel.key', `An idempotency key has 1 to ${MAX_KEY_LENGTH} characters.`)
    }
    const input = parseInput(verb, rawInput)
    if (verb.reads) {
      return database.as(sightOf(verb, actor), (tx) =>
        invoke(verb, input, { actor, tx, history: undefined, action: '' }),
      ) as never
    }
    const history: History = { actions: [], events: [] }
    try {
      const output = await database.as(sightOf(verb, actor), async (tx) => {
        history.actions.length = history.events.length = 0 // the transaction may be tried again
        return change(verb, input, { actor, tx, history, key })
      })
      afterCommit(history.events.length)
      return output as never
    } catch (thrown) {
      const error = printOutOfSight(thrown, actor)
      if (error instanceof Problem && who !== ANYBODY) await recordRefusal(database, verb, input, actor, error)
      throw error
    }
  }
}

/** With the powers of a guest, where the verb is about one project and the actor lacks its permission there. */
async function admitted(verb: Verb, input: unknown, actor: Actor, admit: CallDeps['admit']): Promise<Actor> {
  if (typeof verb.scope !== 'function') return actor
  const { owner, name } = (input ?? {}) as { owner?: unknown; name?: unknown }
  if (typeof owner !== 'string' || typeof name !== 'string') return actor
  refuseBrokenText([owner, name])
  return admit(actor, { owner, name }, verb.needs)
}

/** A call that names no organisation sees those that grant it, not every one its actor belongs to. */
function sightOf(verb: Verb, actor: Actor): Actor {
  if (verb.scope !== 'account' || verb.needs.startsWith('account:')) return actor
  const granting = Object.entries(actor.orgs).filter(([, patterns]) => grants(patterns, verb.needs))
  return { ...actor, orgs: Object.fromEntries(granting) }
}

async function change(
  verb: Verb,
  input: unknown,
  at: { actor: Actor; tx: Tx; history: History; key: string | undefined },
): Promise<unknown> {
  const { actor, tx, history, key } = at
  const action = newId('act')
  if (key !== undefined) {
    const hash = createHash('sha256')
      .update(`${verb.name}\n${JSON.stringify(input)}`)
      .digest('hex')
    const fresh = await reserveKey(tx, { id: action, verb: verb.name, actor, key, hash, input: redact(verb, input) })
    if (!fresh) return replay(tx, actor, key, hash)
  }
  const output = await invoke(verb, input, { actor, tx, history, action, reserved: key !== undefined })
  recordHistory(tx, history.actions, history.events)
  return output
}

async function replay(tx: Tx, actor: Actor, key: string, hash: string): Promise<unknown> {
  const earlier = await selectByKey(tx, actor.id, key)
  if (earlier?.inputHash === hash) return earlier.output
  throw new Problem(
    'conflict',
    'kernel.key_reused',
    `The idempotency key ${JSON.stringify(key)} was already used for another call; choose a new one.`,
  )
}

/** What a credential for some projects may not write is stopped by row-level security, whatever its verb has thought of. */
function printOutOfSight(error: unknown, actor: Actor): unknown {
  const INSUFFICIENT_PRIVILEGE = '42501'
  if (!actor.projects || (error as { code?: unknown }).code !== INSUFFICIENT_PRIVILEGE) return error
  return new Problem(
    'forbidden',
    'kernel.narrowed',
    'Your credential is for some projects alone, and this is not in one of them; use one without that limit.',
    { cause: error },
  )
}

/** Authorizes and runs one verb inside an open transaction. */
async function invoke(
  verb: Verb,
  input: unknown,
  at: { actor: Actor; tx: Tx; history: History | undefined; action: string; parent?: string; reserved?: boolean },
): Promise<unknown> {
  const { actor, tx, history } = at
  const started = performance.now()
  const org = await authorize(verb, input as never, actor, tx)
  const action = history ? at.action || newId('act') : ''
  const context: VerbContext = {
    actor,
    org,
    tx,
    action,
    emit(event, fact) {
      if (!history) throw new Error(`${verb.name} is a read and may not emit ${event.name}`)
      history.events.push({
        name: event.name,
        org_id: fact.org ?? (org || null),
        project_id: fact.project ?? null,
        actor: actorRef(actor),
        links: { ...actor.links, ...fact.links },
        data: event.data.parse(fact.data),
        action_id: action,
      })
    },
    call(inner, innerInput) {
      const checked = inner as unknown as Verb
      const within = { actor, tx, history: inner.reads ? undefined : history, action: '', parent: action }
      return invoke(checked, parseInput(checked, innerInput), within) as never
    },
  }
  const output = verb.output.parse(await verb.run(context, input as never))
  history?.actions.push({
    id: action,
    verb: verb.name,
    org_id: org || null,
    actor_kind: actor.kind,
    actor_id: actor.id,
    actor_name: actor.name,
    input: redact(verb, input),
    output: redact(verb, output),
    status: 'done',
    parent: at.parent ?? null,
    reserved: at.reserved ?? false,
    duration_ms: performance.now() - started,
  })
  return output
}

async function authorize(verb: Verb, input: never, actor: Actor, tx: Tx): Promise<string> {
  const { scope, needs } = verb
  if (scope === 'public') return ''
  if (scope === 'server') {
    if (!grants(actor.server, needs)) throw forbidden(verb, actor, 'this server')
    return ''
  }
  if (scope === 'account') {
    // What somebody may do in organisations makes nobody the master of an account who holds a part of its powers alone.
    const ownAlone = actor.projects !== undefined && !verb.reads && needs.startsWith('account:')
    const anywhere =
      grants(actor.server, needs) ||
      (!ownAlone && Object.values(actor.orgs).some((patterns) => grants(patterns, needs)))
    if (!anywhere) throw forbidden(verb, actor, 'any of your organisations')
    return ''
  }
  const org = await scope(tx, input, actor)
  if (!may(actor, org, needs)) throw forbidden(verb, actor, 'this organisation')
  return org
}

function signIn(): Problem {
  return new Problem(
    'unauthenticated',
    'identity.unauthenticated',
    'Sign in, or send a valid token in the Authorization header.',
  )
}

function forbidden(verb: Verb, actor: Actor, where: string): Problem {
  // A guest who has not said who they are may be somebody who may.
  if (actor.id === ANYBODY.id) return signIn()
  return new Problem(
    'forbidden',
    'kernel.forbidden',
    `${actor.name} may not do "${verb.summary}" in ${where}; it needs the permission ${verb.needs}, which an admin can grant.`,
  )
}

function parseInput(verb: Verb, input: unknown): unknown {
  refuseBrokenText(input)
  const result = verb.input.safeParse(input ?? {})
  if (result.success) return result.data
  const issues = result.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }))
  const first = issues[0]
  throw new Problem(
    'invalid',
    'kernel.input',
    `${first?.field ? `"${first.field}": ` : ''}${first?.message ?? 'The input is not valid.'}`,
    { details: issues },
  )
}

/** Text that no database column can hold is a mistake of the sender, said here once for all verbs. */
function refuseBrokenText(value: unknown): void {
  if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
    throw new Problem(
      'invalid',
      'kernel.text',
      'The input has a character that is not text (NUL, or half of a surrogate pair); leave it out.',
    )
  }
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      refuseBrokenText(key)
      refuseBrokenText(inner)
    }
  }
}

/** Records keep what happened, never a secret and never a book: long texts are cut. */
function redact(verb: Verb, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value ?? null
  const secret = new Set(verb.secret)
  return Object.fromEntries(Object.entries(value).map(([field, v]) => [field, secret.has(field) ? '[secret]' : v]))
}

async function recordRefusal(
  database: Database,
  verb: Verb,
  input: unknown,
  actor: Actor,
  problem: Problem,
): Promise<void> {
  // Nothing was refused where nothing was found; agents that poll an empty queue would fill the record.
  if (problem.kind === 'not_found') return
  await database.as(actor, async (tx) =>
    recordHistory(
      tx,
      [
        {
          id: newId('act'),
          verb: verb.name,
          org_id: null,
          actor_kind: actor.kind,
          actor_id: actor.id,
          actor_name: actor.name,
          input: redact(verb, input),
          output: { kind: problem.kind, code: problem.code, message: problem.message },
          status: 'refused',
          parent: null,
          reserved: false,
          duration_ms: null,
        },
      ],
      [],
    ),
  )
}
