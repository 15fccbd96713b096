import { z } from 'zod'
import { type Actor, isApp, type Kernel, newId, Problem, type Tx, verb } from '#kernel'
import { memberChanged, orgCreated } from './events.ts'
import {
  deleteMember,
  insertOrg,
  type OrgRow,
  selectMembers,
  selectOrgBySlug,
  selectOrgsOf,
  selectUserByLogin,
  updateOrg,
  upsertMember,
} from './identity.sql.ts'
import { ROLES } from './permissions.ts'
import { Slug } from './slug.ts'

export const User = z.object({ id: z.string(), login: z.string(), name: z.string() }).meta({ id: 'User' })
export const Org = z
  .object({ id: z.string(), slug: z.string(), name: z.string(), kind: z.enum(['person', 'organisation']) })
  .meta({ id: 'Org' })
export const Role = z.enum(ROLES)

/** Organisations and who belongs to them. `forget` drops what is remembered of anybody's powers. */
export function createOrgs(kernel: Kernel, forget: () => void) {
  async function find(tx: Tx, { org }: { org: string }, actor: Actor): Promise<string> {
    const found = await selectOrgBySlug(tx, org)
    if (!found) throw new Problem('not_found', 'identity.no_org', `There is no organisation "${org}" that you can see.`)
    // What an app may do to the organisation itself was agreed to apart from the projects it is given.
    if (!actor.projects || isApp(actor)) return found.id
    throw new Problem(
      'forbidden',
      'identity.narrowed',
      `Your credential is for some projects alone, not for the organisation "${org}"; use one without that limit.`,
    )
  }

  const verbs = {
    orgs: verb({
      name: 'orgs.list',
      http: 'GET /orgs',
      summary: 'List your organisations',
      input: z.object({}),
      output: z.object({ items: z.array(Org.extend({ role: Role })) }),
      needs: 'account:read',
      scope: 'account',
      run: async ({ actor, tx }) => ({ items: await selectOrgsOf(tx, actor.id) }),
    }),

    createOrg: verb({
      name: 'orgs.create',
      http: 'POST /orgs',
      summary: 'Create an organisation; you become its admin',
      input: z.object({ slug: Slug, name: z.string().trim().min(1).max(100).optional() }),
      output: Org,
      needs: 'account:write',
      scope: 'account',
      emits: ['org.created'],
      async run({ actor, tx, emit }, { slug, name }) {
        if (actor.kind !== 'person')
          throw new Problem('forbidden', 'identity.not_a_person', 'Only people create organisations.')
        const org = { id: newId('org'), slug, name: name ?? slug, kind: 'organisation' as const }
        await create(tx, org, actor.id)
        emit(orgCreated, { org: org.id, data: { org: org.id, slug } })
        forget()
        return org
      },
    }),

    members: verb({
      name: 'orgs.members',
      http: 'GET /orgs/:org/members',
      summary: 'List the members of an organisation',
      input: z.object({ org: z.string() }),
      output: z.object({ items: z.array(User.extend({ role: Role })) }),
      needs: 'members:read',
      scope: find,
      run: async ({ org, tx }) => ({ items: await selectMembers(tx, org) }),
    }),

    updateOrg: verb({
      name: 'orgs.update',
      http: 'PATCH /orgs/:org',
      summary: 'Change the name or description of an organisation',
      input: z.object({
        org: z.string(),
        name: z.string().trim().min(1).max(100).optional(),
        description: z.string().max(500).optional(),
      }),
      output: z.object({}),
      needs: 'members:write',
      scope: find,
      async run({ org, tx }, { name, description }) {
        await updateOrg(tx, org, { name, description })
        return {}
      },
    }),

    setMember: verb({
      name: 'orgs.setMember',
      http: 'PUT /orgs/:org/members/:user',
      summary: 'Add a member or change their role',
      input: z.object({ org: z.string(), user: z.string(), role: Role }),
      output: z.object({}),
      needs: 'members:write',
      scope: find,
      emits: ['member.changed'],
      async run({ org, tx, emit }, { user, role }) {
        // The person may share no organisation with the admin yet, so row-level security would hide them.
        const found = await kernel.db.system((system) => selectUserByLogin(system, user))
        if (!found)
          throw new Problem('not_found', 'identity.no_user', `There is no user "${user}"; a server admin can add them.`)
        const added = !(await selectMembers(tx, org)).some(({ id }) => id === found.id)
        await upsertMember(tx, { org, user: found.id, role })
        await refuseNoAdmin(tx, org)
        emit(memberChanged, { data: { user: found.id, role, added } })
        forget()
        return {}
      },
    }),

    removeMember: verb({
      name: 'orgs.removeMember',
      http: 'DELETE /orgs/:org/members/:user',
      summary: 'Remove a member from an organisation',
      input: z.object({ org: z.string(), user: z.string() }),
      output: z.object({}),
      needs: 'members:write',
      scope: find,
      emits: ['member.changed'],
      async run({ org, tx, emit }, { user }) {
        const member = (await selectMembers(tx, org)).find((m) => m.login === user)
        if (!member || !(await deleteMember(tx, org, member.id))) {
          throw new Problem('not_found', 'identity.no_member', `"${user}" is not a member of this organisation.`)
        }
        await refuseNoAdmin(tx, org)
        emit(memberChanged, { data: { user: member.id, role: null, added: false } })
        forget()
        return {}
      },
    }),
  }

  async function create(tx: Tx, org: OrgRow, admin: string): Promise<void> {
    if (!(await insertOrg(tx, org, admin))) throw taken(org.slug)
  }

  return { verbs, find, create }
}

export function taken(slug: string): Problem {
  return new Problem('conflict', 'identity.name_taken', `The name "${slug}" is taken; choose another.`)
}

async function refuseNoAdmin(tx: Tx, org: string): Promise<void> {
  if ((await selectMembers(tx, org)).some((m) => m.role === 'admin')) return
  throw new Problem(
    'conflict',
    'identity.last_admin',
    'An organisation needs at least one admin; make another member admin first.',
  )
}
