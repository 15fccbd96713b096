import { z } from 'zod'
import type { Remote } from '#git'
import { type Kernel, systemActor, type Tx, verb } from '#kernel'
import { type Project, ProjectAddress, projectDeleted } from '#projects'
import { type Desk, type MirrorsDeps, protectionFor } from './desk.ts'
import { mirrorCancelled, mirrorFailed, mirrorRemoved, mirrorSynced } from './events.ts'
import { explainFailure } from './failure.ts'
import { createLargeFiles } from './large-files.ts'
import { createLfsClient } from './lfs-client.ts'
import { Divergence, LargeFiles, matches } from './mirror.ts'
import { lockMirror, type MirrorRow, updateMirror } from './mirrors.sql.ts'
import { planPull } from './plan.ts'

/** After a failed copy, doubled each time. */
const RETRY_MS = 60_000
const LONGEST_RETRY_MS = 3_600_000
/** Pushes come in bursts; the copy follows them once in this time. */
const COPY_EVERY_MS = 5_000
/** Of a repository that contradicts itself a thousand times, these are enough to see it. */
const MOST_DIVERGED = 200

interface Outcome {
  moved: number
  diverged: Divergence[]
  largeFiles: LargeFiles | null
}

/** The runs of mirrors: one at a time for each, begun anew after a crash. */
export function createRuns(kernel: Kernel, deps: MirrorsDeps, desk: Desk) {
  const { projects, git, lfs } = deps
  const largeFiles = createLargeFiles({ git, lfs, client: createLfsClient(deps) })
  const running = new Map<string, { project: string; cancel: AbortController }>()

  // `scheduled` runs whatever the last one came to; the others were asked for, and are void once the row says something else.
  const job = kernel.jobs.define(
    'mirrors.run',
    z.object({ mirror: z.string(), scheduled: z.boolean() }),
    async ({ mirror, scheduled }, { signal }) => {
      const begun = await kernel.db.system((tx) => begin(tx, mirror, scheduled))
      if (!begun) return
      const cancel = new AbortController()
      running.set(mirror, { project: begun.project.id, cancel })
      try {
        const outcome = await attempt(begun, AbortSignal.any([signal, cancel.signal]))
        // A server that stops has not failed: the run begins anew.
        signal.throwIfAborted()
        await finish(begun, outcome)
      } finally {
        running.delete(mirror)
        await kernel.logStreams.finish(begun.row.log!)
      }
    },
  )

  const queueOf = (id: string) => `mirrors:${id}`

  async function begin(tx: Tx, id: string, scheduled: boolean) {
    const row = await lockMirror(tx, id)
    const project = row && (await projects.findById(tx, row.project))
    if (!project || !(scheduled || row.status === 'waiting' || row.status === 'running')) return undefined
    const title = { import: 'Import from', pull: 'Fetch from', push: 'Copy to' }[row.direction]
    const log = await kernel.logStreams.create(tx, { org: row.org, project: project.id, title: `${title} ${row.url}` })
    const started: MirrorRow = { ...row, status: 'running', log, startedAt: new Date(), finishedAt: null }
    await updateMirror(tx, started)
    return { project, row: started }
  }

  async function attempt({ project, row }: { project: Project; row: MirrorRow }, signal: AbortSignal) {
    const say = (text: string) => kernel.logStreams.append(row.log!, text)
    try {
      const remote = await desk.remoteOf(row)
      const { host, address, port } = remote.pinned
      say(`Connecting to ${host} at ${address}, port ${port}.\n`)
      const transfer = { project, row, remote, options: { signal, onProgress: say } }
      const outcome = row.direction === 'push' ? await copy(transfer) : await bring(transfer)
      sayLargeFiles(say, outcome.largeFiles)
      for (const { ref, reason } of outcome.diverged) say(`${ref} was left alone: ${reason}\n`)
      say(`Done. Refs moved: ${outcome.moved}, left alone: ${outcome.diverged.length}.\n`)
      return outcome
    } catch (error) {
      if (!signal.aborted) kernel.log.info({ err: error, mirror: row.id }, 'a mirror could not be run')
      const problem = explainFailure(error, row.url)
      say(`${signal.aborted ? 'Stopped.' : problem}\n`)
      return { problem }
    }
  }

  interface Transfer {
    project: Project
    row: MirrorRow
    remote: Remote
    options: { signal: AbortSignal; onProgress(text: string): void }
  }

  async function bring({ project, row, remote, options }: Transfer): Promise<Outcome> {
    const head = await git.defaultBranchOf(remote, options)
    const fetched = await git.fetchFrom(project.id, remote, { ...options, id: row.id, patterns: row.refs })
    options.signal.throwIfAborted()
    const theirs = new Map(fetched.map(({ ref, sha }) => [ref, sha]))
    const all = await git.refs(project.id)
    const ours = new Map(all.filter(({ ref }) => matches(row.refs, ref)).map(({ ref, sha }) => [ref, sha]))
    const lfsReport = await largeFiles.bring({
      project,
      remote,
      options,
      tips: fetched.map(({ sha }) => sha),
      // Not the server's own refs: what was fetched just now is among them.
      notFrom: isComplete(row) ? all.filter(({ ref }) => /^refs\/(heads|tags)\//.test(ref)).map(({ sha }) => sha) : [],
    })
    options.signal.throwIfAborted()
    const isEmpty = !all.some(({ ref }) => ref.startsWith('refs/heads/'))
    if (isEmpty && head && theirs.has(`refs/heads/${head}`)) await adoptDefaultBranch(project, head)
    const isAncestor = (ancestor: string, of: string) => git.isAncestor(project.id, { ancestor, of })
    const plan = await planPull({ theirs, ours, force: row.force, isAncestor })
    const refusals = await git.updateRefs(project.id, {
      moves: plan.moves,
      actor: systemActor(project.org, row.direction === 'import' ? 'import' : 'mirrors'),
      via: 'import',
    })
    const refused = refusals.map(({ message, details }) => ({
      ref: (details as { ref?: string } | undefined)?.ref ?? 'all refs',
      reason: message,
    }))
    return {
      moved: plan.moves.length - refused.length,
      diverged: [...plan.diverged, ...refused],
      largeFiles: lfsReport,
    }
  }

  async function copy({ project, row, remote, options }: Transfer): Promise<Outcome> {
    const ours = (await git.refs(project.id)).filter(({ ref }) => matches(row.refs, ref))
    if (ours.length === 0) return { moved: 0, diverged: [], largeFiles: row.largeFiles }
    const before = isComplete(row) ? await git.refs(project.id, `refs/devflow/mirror/${row.id}/`) : []
    const [tips, notFrom] = [ours, before].map((refs) => refs.map(({ sha }) => sha)) as [string[], string[]]
    const lfsReport = await largeFiles.copy({ project, remote, options, tips, notFrom })
    const pushed = await git.pushTo(project.id, remote, { ...options, patterns: row.refs, force: row.force })
    const diverged = pushed.flatMap(({ ref, refused }) =>
      refused === undefined ? [] : [{ ref, reason: `The other side did not take it: ${refused}.` }],
    )
    // What was read before the push: a commit that came in between is looked at next time.
    const refused = new Set(diverged.map(({ ref }) => ref))
    await git.rememberPushed(
      project.id,
      row.id,
      ours.filter(({ ref }) => !refused.has(ref)),
    )
    return { moved: pushed.length - diverged.length, diverged, largeFiles: lfsReport }
  }

  async function adoptDefaultBranch(project: Project, branch: string): Promise<void> {
    if (branch === project.defaultBranch) return
    const { owner, name } = project
    const settings = { protection: protectionFor(project, branch) }
    await kernel.call(
      projects.verbs.update,
      { owner, name, defaultBranch: branch, settings },
      { actor: systemActor(project.org, 'import') },
    )
  }

  function finish({ project, row }: { project: Project; row: MirrorRow }, outcome: Outcome | { problem: string }) {
    const { owner, name, org } = project
    return kernel.call(record, { owner, name, mirror: row.id, ...outcome }, { actor: systemActor(org, 'mirrors') })
  }

  /** Has no door: only a run knows what it came to. */
  const record = verb({
    name: 'mirrors.recordRun',
    http: 'POST /projects/:owner/:name/mirrors/:mirror/runs',
    summary: 'Record how a run of a mirror ended',
    input: ProjectAddress.extend({
      mirror: z.string(),
      moved: z.number().int().default(0),
      diverged: z.array(Divergence).default([]),
      largeFiles: LargeFiles.nullable().optional(),
      problem: z.string().nullable().default(null),
    }),
    output: z.object({}),
    needs: 'projects:write',
    scope: projects.scope,
    emits: [mirrorSynced.name, mirrorFailed.name],
    async run({ tx, emit }, { mirror, moved, problem, ...outcome }) {
      const row = await lockMirror(tx, mirror)
      if (row?.status === 'cancelled') await scheduleNext(tx, row)
      if (row?.status !== 'running') return {} // removed or cancelled meanwhile
      const diverged = outcome.diverged.slice(0, MOST_DIVERGED)
      const at = new Date()
      const ended: MirrorRow = {
        ...row,
        status: problem !== null ? 'failed' : diverged.length > 0 ? 'diverged' : 'synced',
        problem,
        diverged: problem === null ? diverged : row.diverged,
        largeFiles: outcome.largeFiles === undefined ? row.largeFiles : outcome.largeFiles,
        failures: problem === null ? 0 : row.failures + 1,
        finishedAt: at,
        syncedAt: problem === null ? at : row.syncedAt,
      }
      await updateMirror(tx, ended)
      const fact = desk.factOf(row)
      if (problem === null) emit(mirrorSynced, { project: row.project, data: { ...fact, moved, diverged } })
      else emit(mirrorFailed, { project: row.project, data: { ...fact, problem } })
      await scheduleNext(tx, ended)
      return {}
    },
  })

  /** A pull comes back at its interval; a copy that failed is tried again; everything else waits to be asked. */
  async function scheduleNext(tx: Tx, row: MirrorRow): Promise<void> {
    const delayMs =
      row.direction === 'pull' && row.everyMinutes !== null
        ? row.everyMinutes * 60_000
        : row.direction === 'push' && row.status === 'failed'
          ? Math.min(RETRY_MS * 2 ** (row.failures - 1), LONGEST_RETRY_MS)
          : undefined
    if (delayMs === undefined) return
    const runAt = new Date(Date.now() + delayMs)
    await job.add(
      tx,
      { mirror: row.id, scheduled: true },
      { key: `mirrors.next:${row.id}`, runAt, queue: queueOf(row.id) },
    )
  }

  const stopOf = (project: string | null) => {
    for (const run of running.values()) if (run.project === project) run.cancel.abort()
  }

  kernel.onStart(async () => {
    const names = [mirrorCancelled.name, mirrorRemoved.name, projectDeleted.name]
    const stop = kernel.events.tail({ names }, ({ name, project, data }) => {
      if (name === projectDeleted.name) stopOf(project)
      else running.get(data.mirror)?.cancel.abort()
    })
    kernel.onStop(async () => stop())
  })

  return {
    /** Asked for by somebody: the row waits until it begins. */
    async start(tx: Tx, row: MirrorRow): Promise<void> {
      await updateMirror(tx, { ...row, status: 'waiting', problem: null })
      await job.add(tx, { mirror: row.id, scheduled: false }, { key: `mirrors.run:${row.id}`, queue: queueOf(row.id) })
    },

    /** After pushes: soon, and once for all that come until then. */
    async startSoon(tx: Tx, row: MirrorRow): Promise<void> {
      const at = Math.ceil(Date.now() / COPY_EVERY_MS + 0.2) * COPY_EVERY_MS
      await job.add(
        tx,
        { mirror: row.id, scheduled: true },
        { key: `mirrors.copy:${row.id}:${at}`, runAt: new Date(at), queue: queueOf(row.id) },
      )
    },
  }
}

/** Whether every large file of what is here was seen to; otherwise all are looked at again. */
function isComplete({ largeFiles }: MirrorRow): boolean {
  return largeFiles !== null && largeFiles.missing === 0
}

function sayLargeFiles(say: (text: string) => void, report: LargeFiles | null): void {
  if (!report || report.brought + report.missing === 0) return
  say(`Large files brought: ${report.brought}, missing: ${report.missing}.\n`)
  for (const { oid, sizeBytes, reason } of report.reasons) say(`Large file ${oid} (${sizeBytes} bytes): ${reason}\n`)
}
