import { z } from 'zod'
import { actorRef, newId, Problem, type Tx, type VerbContext, verb } from '#kernel'
import { ProjectAddress } from '#projects'
import { hostOf, parseSsh } from './address.ts'
import { type Desk, type MirrorsDeps, printMirror } from './desk.ts'
import { mirrorAdded, mirrorCancelled, mirrorChanged, mirrorRemoved } from './events.ts'
import { EVERYTHING, EveryMinutes, Mirror, Password, Patterns, RemoteUrl, Username } from './mirror.ts'
import { deleteMirror, insertMirror, type MirrorRow, selectMirror, selectMirrors, updateMirror } from './mirrors.sql.ts'

const MirrorAddress = ProjectAddress.extend({ mirror: z.string().max(60) })
/** More places than anybody copies one repository to. */
const MOST_MIRRORS = 20
const DEFAULT_MINUTES = 60
const NO_KEY = { sshKey: null, publicKey: null }

/** Adding, changing and running mirrors. `run` adds a run to the transaction. */
export function createMirrorVerbs(
  { projects, identity, git }: MirrorsDeps,
  desk: Desk,
  run: (tx: Tx, mirror: MirrorRow) => Promise<void>,
) {
  const common = { scope: projects.scope, output: Mirror, needs: 'projects:write' }

  async function insert(
    { tx, org, actor, emit }: Pick<VerbContext, 'tx' | 'org' | 'actor' | 'emit'>,
    project: { id: string; owner: string; name: string },
    wish: Pick<MirrorRow, 'direction' | 'username' | 'refs' | 'force' | 'everyMinutes'> & {
      url: string
      password: string | undefined
    },
  ): Promise<MirrorRow> {
    const { password, ...about } = wish
    const url = desk.check(wish.url, { hasPassword: Boolean(password) })
    const id = newId('mir')
    const others = await selectMirrors(tx, project.id)
    if (others.length >= MOST_MIRRORS)
      throw new Problem('conflict', 'mirrors.too_many', `A project has ${MOST_MIRRORS} mirrors at most; remove one.`)
    // A finished import is history; following the source replaces it.
    const import_ = others.find((other) => other.direction === 'import' && !isActive(other))
    if (import_ && wish.direction !== 'push') await deleteMirror(tx, import_.id)
    const sealed = password ? desk.seal(id, password) : null
    const key = parseSsh(url) ? desk.makeKey(id) : NO_KEY
    const row = { ...about, ...key, id, org, project: project.id, url, sealed, createdBy: actorRef(actor) }
    if (!(await insertMirror(tx, row))) {
      throw new Problem(
        'conflict',
        'mirrors.source',
        `${project.owner}/${project.name} is brought in from somewhere else already; remove that mirror first.`,
      )
    }
    const stored = (await selectMirror(tx, id))!
    emit(mirrorAdded, { project: project.id, data: desk.factOf(stored) })
    await run(tx, stored)
    return stored
  }

  return {
    import: verb({
      name: 'mirrors.import',
      http: 'POST /imports',
      summary: 'Create a project from a repository somewhere else',
      input: projects.verbs.create.input.pick({ owner: true, name: true, description: true, visibility: true }).extend({
        url: RemoteUrl,
        username: Username.optional(),
        password: Password.optional().describe('A password or token; kept sealed and shown to nobody.'),
        follow: z.boolean().default(false).describe('Stay a mirror of it and fetch again and again.'),
        everyMinutes: EveryMinutes.optional(),
      }),
      output: Mirror.extend({ project: z.string() }),
      needs: 'projects:write',
      scope: (tx, { owner }, actor) => identity.orgId(tx, { org: owner }, actor),
      secret: ['password'],
      status: 202,
      emits: ['project.created', mirrorAdded.name],
      async run(context, { url, username, password, follow, everyMinutes, ...project }) {
        desk.check(url, { hasPassword: Boolean(password) })
        const created = await context.call(projects.verbs.create, project)
        const row = await insert(context, created, {
          direction: follow ? 'pull' : 'import',
          url,
          username: username ?? null,
          password,
          refs: EVERYTHING,
          force: false,
          everyMinutes: follow ? (everyMinutes === undefined ? DEFAULT_MINUTES : everyMinutes) : null,
        })
        return { ...printMirror(row), project: created.id }
      },
    }),

    list: verb({
      name: 'mirrors.list',
      http: 'GET /projects/:owner/:name/mirrors',
      summary: 'List where a project comes from and where it is copied to',
      input: ProjectAddress,
      output: z.object({ items: z.array(Mirror) }),
      needs: 'mirrors:read',
      scope: projects.scope,
      run: async ({ tx }, address) => ({
        items: (await selectMirrors(tx, (await projects.get(tx, address)).id)).map(printMirror),
      }),
    }),

    get: verb({
      name: 'mirrors.get',
      http: 'GET /projects/:owner/:name/mirrors/:mirror',
      summary: 'Show a mirror with its last run',
      input: MirrorAddress,
      output: Mirror,
      needs: 'mirrors:read',
      scope: projects.scope,
      async run({ tx }, { mirror, ...address }) {
        const project = await projects.get(tx, address)
        const found = (await selectMirrors(tx, project.id)).find(({ id }) => id === mirror)
        if (found) return printMirror(found)
        throw new Problem('not_found', 'mirrors.not_found', `${address.owner}/${address.name} has no mirror ${mirror}.`)
      },
    }),

    add: verb({
      name: 'mirrors.add',
      http: 'POST /projects/:owner/:name/mirrors',
      summary: 'Follow a repository somewhere else, or copy this one to it',
      input: ProjectAddress.extend({
        direction: z.enum(['pull', 'push']),
        url: RemoteUrl,
        username: Username.optional(),
        password: Password.optional().describe('A password or token; kept sealed and shown to nobody.'),
        refs: Patterns.default(EVERYTHING),
        force: z.boolean().default(false).describe('Make the copy the same even where commits are lost by it.'),
        everyMinutes: EveryMinutes.default(DEFAULT_MINUTES).describe('Of pulls; null: only by hand.'),
      }),
      ...common,
      secret: ['password'],
      status: 201,
      emits: [mirrorAdded.name],
      async run(context, { owner, name, username, everyMinutes, ...wish }) {
        const project = await projects.get(context.tx, { owner, name })
        const row = await insert(context, project, {
          ...wish,
          password: wish.password,
          username: username ?? null,
          everyMinutes: wish.direction === 'pull' ? everyMinutes : null,
        })
        return printMirror(row)
      },
    }),

    update: verb({
      name: 'mirrors.update',
      http: 'PATCH /projects/:owner/:name/mirrors/:mirror',
      summary: 'Change a mirror; without a new password the one that is kept stays for the same address',
      input: MirrorAddress.extend({
        url: RemoteUrl.optional(),
        username: Username.nullable().optional(),
        password: Password.nullable().optional(),
        refs: Patterns.optional(),
        force: z.boolean().optional(),
        everyMinutes: EveryMinutes.optional(),
        hostKey: z
          .null()
          .optional()
          .describe('Forget how the host is recognised, because its operator has changed that.'),
      }),
      ...common,
      secret: ['password'],
      emits: [mirrorChanged.name],
      async run({ tx, emit }, { owner, name, mirror, password, ...change }) {
        const { project, row } = await desk.open(tx, { owner, name, mirror })
        const url = desk.check(change.url ?? row.url, { hasPassword: Boolean(password) })
        const ssh = parseSsh(url) !== undefined
        // A password is for the server it was given for, and for no other that somebody writes there later; so is a key.
        const moved = hostOf(url) !== hostOf(row.url)
        const kept = moved || ssh ? null : row.sealed
        const key = !ssh ? NO_KEY : moved || !row.sshKey ? desk.makeKey(row.id) : undefined
        const changed: MirrorRow = {
          ...row,
          ...key,
          hostKey: key || change.hostKey === null ? null : row.hostKey,
          url,
          username: change.username === undefined ? row.username : change.username,
          sealed: password === undefined ? kept : password === null ? null : desk.seal(row.id, password),
          refs: change.refs ?? row.refs,
          force: change.force ?? row.force,
          everyMinutes:
            row.direction === 'pull' && change.everyMinutes !== undefined ? change.everyMinutes : row.everyMinutes,
          failures: 0,
          largeFiles: url === row.url ? row.largeFiles : null,
        }
        await updateMirror(tx, changed)
        const fields = [...Object.keys(change), ...(password === undefined ? [] : ['password'])]
        emit(mirrorChanged, { project: project.id, data: { ...desk.factOf(changed), fields } })
        if (!isActive(changed)) await run(tx, changed)
        return printMirror((await selectMirror(tx, row.id))!)
      },
    }),

    sync: verb({
      name: 'mirrors.sync',
      http: 'POST /projects/:owner/:name/mirrors/:mirror/sync',
      summary: 'Run a mirror now, or an import again',
      input: MirrorAddress,
      ...common,
      status: 202,
      async run({ tx }, address) {
        const { row } = await desk.open(tx, address)
        if (!isActive(row)) await run(tx, row)
        return printMirror((await selectMirror(tx, row.id))!)
      },
    }),

    cancel: verb({
      name: 'mirrors.cancel',
      http: 'POST /projects/:owner/:name/mirrors/:mirror/cancel',
      summary: 'End the run of a mirror that is under way; what it has moved stays',
      input: MirrorAddress,
      ...common,
      emits: [mirrorCancelled.name],
      async run({ tx, emit }, address) {
        const { project, row } = await desk.open(tx, address)
        if (!isActive(row)) return printMirror(row)
        const cancelled: MirrorRow = { ...row, status: 'cancelled', problem: null, finishedAt: new Date() }
        await updateMirror(tx, cancelled)
        emit(mirrorCancelled, { project: project.id, data: desk.factOf(row) })
        return printMirror(cancelled)
      },
    }),

    remove: verb({
      name: 'mirrors.remove',
      http: 'DELETE /projects/:owner/:name/mirrors/:mirror',
      summary: 'Remove a mirror; both repositories stay as they are',
      input: MirrorAddress,
      output: z.object({}),
      needs: 'projects:write',
      scope: projects.scope,
      emits: [mirrorRemoved.name],
      async run({ tx, emit }, address) {
        const { project, row } = await desk.open(tx, address)
        await deleteMirror(tx, row.id)
        await git.forgetRemote(project.id, row.id)
        emit(mirrorRemoved, { project: project.id, data: desk.factOf(row) })
        return {}
      },
    }),
  }
}

function isActive({ status }: Pick<MirrorRow, 'status'>): boolean {
  return status === 'waiting' || status === 'running'
}
