import type { z } from 'zod'
import type { Verb } from '#kernel'
import type { ProjectRole } from '#projects'
import type { Github } from './github.ts'

export const STEPS: readonly ProjectRole[] = ['read', 'triage', 'write', 'maintain', 'admin']

export interface Member {
  user: string
  login: string
  role: ProjectRole
}

type Call = <I extends z.ZodObject, O extends z.ZodType>(verb: Verb<I, O>, input: z.input<I>) => Promise<z.output<O>>

/** Who works on a repository, each with the most they may do: people from outside, and the members of its organisation where those are asked for. */
export async function collaboratorsOf(
  { projects, identity }: Github,
  call: Call,
  { at, members }: { at: { owner: string; name: string }; members: boolean },
): Promise<Member[]> {
  const { items } = await call(projects.verbs.collaborators, at)
  const inside = members ? (await call(identity.verbs.members, { org: at.owner })).items : []
  const all = new Map<string, Member>()
  for (const { id, login, role } of inside)
    all.set(login, { user: id, login, role: role === 'admin' ? 'admin' : role === 'supervisor' ? 'write' : 'read' })
  for (const member of items) {
    const known = all.get(member.login)
    if (!known || STEPS.indexOf(member.role) > STEPS.indexOf(known.role)) all.set(member.login, member)
  }
  return [...all.values()]
}
