import { type Actor, grants, inputSchema, type Verb } from '#kernel'

/** A verb as a tool of an agent. */
export interface VerbTool {
  name: string
  title: string
  description: string
  inputSchema: { type: 'object'; [key: string]: unknown }
  annotations: {
    readOnlyHint: boolean
    destructiveHint: boolean
    idempotentHint: boolean
    openWorldHint: boolean
  }
}

/** What model providers let a tool's name be. */
const TOOL_NAME = /^[a-zA-Z0-9_-]{1,64}$/

/** Verbs that undo or remove something; a client asks its person before these. */
const DESTRUCTIVE = /\.(?:delete|remove|revoke|cancel|close|stop|rollback|reject)/

/** `specs.approve` → `specs_approve`: providers allow no dots. */
export function toolName(verb: Verb): string {
  const name = verb.name.replace('.', '_')
  if (!TOOL_NAME.test(name)) throw new Error(`verb ${verb.name} cannot be offered as a tool: its name is too long`)
  return name
}

/** Only what this actor may call, in an order that never changes by itself, because it stands in agents' prompt caches. */
export function permittedVerbs(verbs: readonly Verb[], actor: Actor): Verb[] {
  return verbs.filter((verb) => permits(verb, actor)).sort((a, b) => (a.name < b.name ? -1 : 1))
}

export function describeTool(verb: Verb): VerbTool {
  const { $schema: _, ...schema } = inputSchema(verb) as Record<string, unknown>
  return {
    name: toolName(verb),
    title: verb.name,
    description: verb.summary,
    inputSchema: { ...schema, type: 'object' },
    annotations: {
      readOnlyHint: verb.reads,
      destructiveHint: verb.method === 'DELETE' || DESTRUCTIVE.test(verb.name),
      idempotentHint: verb.method !== 'POST' && verb.method !== 'PATCH',
      openWorldHint: false,
    },
  }
}

/**
 * The same question that the call itself answers again for the very object: this one decides only what is shown.
 * Public verbs are about signing in, which an agent has done.
 */
function permits(verb: Verb, actor: Actor): boolean {
  if (verb.scope === 'public') return false
  const onServer = grants(actor.server, verb.needs)
  const inOrg = Object.values(actor.orgs).some((patterns) => grants(patterns, verb.needs))
  if (verb.scope === 'server') return onServer
  return verb.scope === 'account' ? onServer || inOrg : inOrg
}
