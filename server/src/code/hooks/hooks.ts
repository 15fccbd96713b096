import { join } from 'node:path'
import { z } from 'zod'
import type { Apps } from '#apps'
import type { Egress } from '#egress'
import type { Identity } from '#identity'
import type { Kernel, Tx } from '#kernel'
import { type Projects, projectDeleted } from '#projects'
import type { Secrets } from '#secrets'
import { createAnnouncer } from './announce.ts'
import { createAppDeliveryVerbs } from './app-verbs.ts'
import { forgetOld } from './deliveries.sql.ts'
import { createDesk } from './desk.ts'
import { createDispatcher } from './dispatcher.ts'
import type { HookFormat, Receiver } from './format.ts'
import { selectHookById } from './hooks.sql.ts'
import { createOrgVerbs } from './org-verbs.ts'
import { createProjectVerbs } from './project-verbs.ts'

export interface HooksDeps {
  identity: Identity
  projects: Projects
  secrets: Secrets
  egress: Egress
  apps: Apps
  timeoutMs?: number
  retryMs?: readonly number[]
}

/** GitHub's; a receiver that needs longer works after it has answered. */
const TIMEOUT_MS = 10_000
const RETRY_MS = [5_000, 60_000, 600_000]
/** As on GitHub: long enough to see what went wrong, and to send it again. */
const KEEP_HOURS = 72
const TRY_HOURS = 24
const FORGET_EVERY_MS = 3_600_000

export type Hooks = ReturnType<typeof createHooks>

/** Webhooks: what happens in a project or an organisation is told to addresses that its people name. */
export function createHooks(kernel: Kernel, deps: HooksDeps) {
  const { identity, projects, secrets, egress, apps } = deps
  kernel.migrations('hooks', join(import.meta.dirname, 'migrations'))
  let given: HookFormat | undefined
  const format = (): HookFormat => {
    if (given) return given
    throw new Error('hooks.printWith is called at composition')
  }

  const dispatcher = createDispatcher(kernel, {
    egress,
    format,
    findReceiver,
    timeoutMs: deps.timeoutMs ?? TIMEOUT_MS,
    retryMs: deps.retryMs ?? RETRY_MS,
  })
  const wake = kernel.jobs.define('hooks.send', z.object({}), async () => dispatcher.wake())
  const announcer = createAnnouncer(kernel, {
    projectDeleted: projectDeleted.name,
    listeningApps: apps.listening,
    wake,
  })
  const desk = createDesk(kernel, { egress, format, queue: announcer.queue, wake, seal })
  const verbs = {
    ...createProjectVerbs({ projects, desk }),
    ...createOrgVerbs({ identity, desk }),
    ...createAppDeliveryVerbs(kernel, { apps, desk }),
  }
  kernel.verbs.register(...Object.values(verbs))

  const forget = (): Promise<void> =>
    kernel.db.system((tx) =>
      forgetOld(tx, {
        keepHours: KEEP_HOURS,
        tryHours: TRY_HOURS,
        problem: `It could not be sent within ${TRY_HOURS} hours; send it again.`,
      }),
    )
  const forgetting = kernel.jobs.define('hooks.forget', z.object({}), async () => {
    await forget()
    await kernel.db.system((tx) => forgetLater(tx, FORGET_EVERY_MS))
  })
  const forgetLater = (tx: Tx, afterMs: number): Promise<void> =>
    forgetting.add(tx, {}, { key: forgetting.name, runAt: new Date(Date.now() + afterMs) })

  kernel.onStart(async () => {
    await kernel.db.system((tx) => forgetLater(tx, 0))
    await dispatcher.start()
  })
  kernel.onStop(() => dispatcher.stop())

  function seal(hook: string, secret: string | null): Buffer | null {
    return secret === null ? null : secrets.sealForServer(`hook ${hook}`, secret)
  }

  async function findReceiver(tx: Tx, at: { hook: string | null; app: string | null }): Promise<Receiver | undefined> {
    const ofApp = at.app ? await apps.findHook(tx, at.app) : undefined
    if (ofApp) return { ...ofApp, kind: 'app', project: null }
    const hook = at.hook ? await selectHookById(tx, at.hook) : undefined
    if (!hook) return undefined
    return {
      ...hook,
      kind: hook.project === null ? 'org' : 'project',
      secret: hook.sealedSecret ? secrets.openForServer(`hook ${hook.id}`, hook.sealedSecret) : undefined,
    }
  }

  return {
    verbs,
    forget,
    /** How messages look; to be given before the start. */
    printWith(format: HookFormat): void {
      given = format
      announcer.listen(format)
    },
  }
}
