import { join } from 'node:path'
import { z } from 'zod'
import { actorRef, type Kernel, newId, Problem, type Tx, verb } from '#kernel'
import { ProjectAddress, type Projects } from '#projects'
import {
  specApproved,
  specChanged,
  specCommented,
  specCreated,
  specFailed,
  specImplemented,
  specRejected,
  specReopened,
  specStarted,
  specSubmitted,
} from './events.ts'
import { ActorRef, Spec, SpecOutcome, SpecState, SpecText } from './spec.ts'
import {
  insertComment,
  insertSpec,
  insertVersion,
  type SpecRow,
  selectComments,
  selectSpec,
  selectSpecs,
  selectVersions,
  updateOutcome,
  updateProgress,
  updateState,
  updateText,
} from './specs.sql.ts'
import { refuseIllegalMove } from './states.ts'

export type Specs = ReturnType<typeof createSpecs>

const SpecId = z.object({ spec: z.string().max(60) })
const Comment = z
  .object({ id: z.string(), body: z.string(), author: ActorRef, createdAt: z.string() })
  .meta({ id: 'Comment' })
const Version = z
  .object({
    version: z.number(),
    title: z.string(),
    body: z.string(),
    acceptance: z.array(z.string()),
    author: ActorRef,
    createdAt: z.string(),
  })
  .meta({ id: 'SpecVersion' })

/** Specs: what shall be true, who agreed to it, and how the path to it ended. */
export function createSpecs(kernel: Kernel, { projects }: { projects: Projects }) {
  kernel.migrations('specs', join(import.meta.dirname, 'migrations'))

  async function get(tx: Tx, id: string, lock = false): Promise<SpecRow> {
    const spec = await selectSpec(tx, id, lock)
    if (!spec) throw new Problem('not_found', 'specs.not_found', `There is no spec ${id} that you can see.`)
    return spec
  }

  async function view(tx: Tx, row: SpecRow): Promise<Spec> {
    const { id, owner, name, rehearsal } = await projects.getById(tx, row.projectId)
    const { org: _org, projectId: _projectId, ...spec } = row
    // What people write in the rehearsal's project is no rehearsal.
    return { ...spec, project: { id, owner, name }, rehearsal: rehearsal && spec.agent === 'rehearsal' }
  }

  const scope = async (tx: Tx, { spec }: { spec: string }): Promise<string> => (await get(tx, spec)).org
  const links = (spec: SpecRow) => ({ project: spec.projectId, links: { spec: spec.id } })

  const verbs = {
    list: verb({
      name: 'specs.list',
      http: 'GET /specs',
      alias: ['GET /workflow/specs'],
      summary: 'List specs, newest first',
      input: z.object({
        owner: z.string().optional(),
        name: z.string().optional(),
        state: SpecState.optional(),
        outcome: SpecOutcome.optional(),
        cursor: z.string().optional(),
        limit: z.number().int().min(1).max(200).default(100),
      }),
      output: z.object({ items: z.array(Spec), next: z.string().optional() }),
      needs: 'specs:read',
      scope: 'account',
      async run({ tx }, { owner, name, state, outcome, cursor, limit }) {
        const project = owner && name ? (await projects.get(tx, { owner, name })).id : undefined
        const rows = await selectSpecs(tx, { project, state, outcome, before: cursor, limit })
        const items = await Promise.all(rows.map((row) => view(tx, row)))
        return { items, ...(rows.length === limit ? { next: rows.at(-1)!.id } : {}) }
      },
    }),

    create: verb({
      name: 'specs.create',
      http: 'POST /specs',
      alias: ['POST /workflow/specs'],
      summary: 'Write a spec',
      input: ProjectAddress.extend({
        title: SpecText.title,
        body: SpecText.body.default(''),
        acceptance: SpecText.acceptance.default([]),
        agent: SpecText.agent.optional(),
        merge: z.enum(['auto', 'review']).optional(),
      }),
      output: Spec,
      needs: 'specs:write',
      status: 201,
      scope: projects.scope,
      emits: ['spec.created'],
      async run({ actor, org, tx, emit }, { owner, name, title, body, acceptance, agent, merge }) {
        const project = await projects.get(tx, { owner, name })
        const id = newId('spec')
        await insertSpec(tx, {
          id,
          org,
          project: project.id,
          title,
          body,
          acceptance,
          agent: agent ?? null,
          merge: merge ?? null,
          author: actorRef(actor),
        })
        emit(specCreated, { project: project.id, links: { spec: id }, data: { spec: id, title } })
        return view(tx, await get(tx, id))
      },
    }),

    get: verb({
      name: 'specs.get',
      http: 'GET /specs/:spec',
      summary: 'Show a spec',
      input: SpecId,
      output: Spec,
      needs: 'specs:read',
      scope,
      run: async ({ tx }, { spec }) => view(tx, await get(tx, spec)),
    }),

    update: verb({
      name: 'specs.update',
      http: 'PATCH /specs/:spec',
      summary: 'Change the text of a spec; each change is a version',
      input: SpecId.extend({
        title: SpecText.title.optional(),
        body: SpecText.body.optional(),
        acceptance: SpecText.acceptance.optional(),
        agent: SpecText.agent.nullable().optional(),
        merge: z.enum(['auto', 'review']).nullable().optional(),
      }),
      output: Spec,
      needs: 'specs:write',
      scope,
      emits: ['spec.changed'],
      async run({ actor, tx, emit }, { spec: id, ...change }) {
        const spec = await get(tx, id, true)
        refuseIllegalMove(spec, 'edit')
        const version = spec.version + 1
        await updateText(tx, {
          id,
          version,
          title: change.title ?? spec.title,
          body: change.body ?? spec.body,
          acceptance: change.acceptance ?? spec.acceptance,
          agent: change.agent === undefined ? spec.agent : change.agent,
          merge: change.merge === undefined ? spec.merge : change.merge,
        })
        await insertVersion(tx, id, actorRef(actor))
        emit(specChanged, { ...links(spec), data: { spec: id, title: change.title ?? spec.title, version } })
        return view(tx, await get(tx, id))
      },
    }),

    submit: verb({
      name: 'specs.submit',
      http: 'POST /specs/:spec/submit',
      summary: 'Submit a spec for review',
      input: SpecId,
      output: Spec,
      needs: 'specs:write',
      scope,
      emits: ['spec.submitted'],
      async run({ tx, emit }, { spec: id }) {
        const spec = await get(tx, id, true)
        refuseIllegalMove(spec, 'submit')
        await updateState(tx, id, 'review', null)
        emit(specSubmitted, { ...links(spec), data: { spec: id, title: spec.title } })
        return view(tx, await get(tx, id))
      },
    }),

    approve: verb({
      name: 'specs.approve',
      http: 'POST /specs/:spec/approve',
      summary: 'Approve a spec so that work can start',
      input: SpecId.extend({ version: z.number().int().optional() }),
      output: Spec,
      needs: 'specs:approve',
      scope,
      emits: ['spec.approved'],
      async run({ actor, tx, emit }, { spec: id, version }) {
        const spec = await get(tx, id, true)
        refuseIllegalMove(spec, 'approve')
        if (version !== undefined && version !== spec.version) {
          throw new Problem(
            'conflict',
            'specs.changed',
            `The spec was changed after you read version ${version}; read version ${spec.version} and approve that.`,
          )
        }
        await updateState(tx, id, 'approved', actorRef(actor))
        emit(specApproved, { ...links(spec), data: { spec: id, title: spec.title, version: spec.version } })
        return view(tx, await get(tx, id))
      },
    }),

    reject: verb({
      name: 'specs.reject',
      http: 'POST /specs/:spec/reject',
      summary: 'Send a spec back to its author',
      input: SpecId.extend({ reason: z.string().trim().min(1).max(2000) }),
      output: Spec,
      needs: 'specs:approve',
      scope,
      emits: ['spec.rejected'],
      async run({ actor, tx, emit }, { spec: id, reason }) {
        const spec = await get(tx, id, true)
        refuseIllegalMove(spec, 'reject')
        await updateState(tx, id, 'draft', null)
        await insertComment(tx, { id: newId('cmt'), spec: id, body: reason, author: actorRef(actor) })
        emit(specRejected, { ...links(spec), data: { spec: id, title: spec.title, reason } })
        return view(tx, await get(tx, id))
      },
    }),

    reopen: verb({
      name: 'specs.reopen',
      http: 'POST /specs/:spec/reopen',
      summary: 'Make a finished spec a draft again',
      input: SpecId,
      output: Spec,
      needs: 'specs:write',
      scope,
      emits: ['spec.reopened'],
      async run({ tx, emit }, { spec: id }) {
        const spec = await get(tx, id, true)
        refuseIllegalMove(spec, 'reopen')
        if (spec.outcome === 'running') {
          throw new Problem('conflict', 'specs.running', 'Work on this spec is under way; cancel its tasks first.')
        }
        await updateState(tx, id, 'draft', null)
        emit(specReopened, { ...links(spec), data: { spec: id, title: spec.title } })
        return view(tx, await get(tx, id))
      },
    }),

    start: verb({
      name: 'specs.start',
      http: 'POST /specs/:spec/start',
      summary: 'Record the branch that carries the work',
      input: SpecId.extend({ branch: z.string().max(255), pull: z.number().int().optional() }),
      output: Spec,
      needs: 'specs:automate',
      scope,
      emits: ['spec.started'],
      async run({ tx, emit }, { spec: id, branch, pull }) {
        const spec = await get(tx, id, true)
        await updateProgress(tx, id, { branch, pull })
        if (spec.branch !== branch) emit(specStarted, { ...links(spec), data: { spec: id, title: spec.title, branch } })
        return view(tx, await get(tx, id))
      },
    }),

    finish: verb({
      name: 'specs.finish',
      http: 'POST /specs/:spec/finish',
      summary: 'Record how the path from approval ended',
      input: SpecId.extend({
        outcome: z.enum(['live', 'failed', 'refused']),
        reason: z.string().max(2000).optional(),
        url: z.string().max(2000).optional(),
      }),
      output: Spec,
      needs: 'specs:automate',
      scope,
      emits: ['spec.implemented', 'spec.failed'],
      async run({ tx, emit }, { spec: id, outcome, reason, url }) {
        const spec = await get(tx, id, true)
        if (spec.outcome !== 'running') return view(tx, spec)
        refuseIllegalMove(spec, 'finish')
        await updateOutcome(tx, id, { outcome, reason: reason ?? null, url: url ?? null })
        const data = { spec: id, title: spec.title }
        if (outcome === 'live') emit(specImplemented, { ...links(spec), data: { ...data, url: url ?? null } })
        else emit(specFailed, { ...links(spec), data: { ...data, outcome, reason: reason ?? 'no reason was given' } })
        return view(tx, await get(tx, id))
      },
    }),

    versions: verb({
      name: 'specs.versions',
      http: 'GET /specs/:spec/versions',
      summary: 'List the versions of a spec, newest first',
      input: SpecId,
      output: z.object({ items: z.array(Version) }),
      needs: 'specs:read',
      scope,
      run: async ({ tx }, { spec }) => ({ items: await selectVersions(tx, spec) }),
    }),

    comments: verb({
      name: 'specs.comments',
      http: 'GET /specs/:spec/comments',
      summary: 'List the comments on a spec',
      input: SpecId,
      output: z.object({ items: z.array(Comment) }),
      needs: 'specs:read',
      scope,
      run: async ({ tx }, { spec }) => ({ items: await selectComments(tx, spec) }),
    }),

    comment: verb({
      name: 'specs.comment',
      http: 'POST /specs/:spec/comments',
      summary: 'Comment on a spec',
      input: SpecId.extend({ body: z.string().trim().min(1).max(20_000) }),
      output: Comment,
      needs: 'specs:write',
      status: 201,
      scope,
      emits: ['spec.commented'],
      async run({ actor, tx, emit }, { spec: id, body }) {
        const spec = await get(tx, id)
        const comment = { id: newId('cmt'), body, author: actorRef(actor) }
        await insertComment(tx, { ...comment, spec: id })
        emit(specCommented, { ...links(spec), data: { spec: id, comment: comment.id, body } })
        return { ...comment, createdAt: new Date().toISOString() }
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))

  return {
    verbs,
    scope,
    get,
    view,
    find: selectSpec,
    list: selectSpecs,
  }
}
