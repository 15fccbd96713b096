import type { Apps } from '#apps'
import { type ActorRef, type Kernel, newId, type StoredEvent, type Tx } from '#kernel'
import { suiteRequested } from './events.ts'
import { upsertSuite } from './suites.sql.ts'

/** What moves a branch; the module that announces it stands above this one in the list. */
const PUSHED = 'git.pushed'
const NONE = /^0+$/

/** As its tokens act. */
const botOf = ({ app, slug }: { app: string; slug: string }): ActorRef => ({
  kind: 'system',
  id: `app:${app}`,
  name: `${slug}[bot]`,
})

/** Every app that reports checks is asked to look at what was pushed: its suite of the commit begins with that. */
export function askAppsForChecks(kernel: Kernel, { apps }: { apps: Apps }): void {
  kernel.events.subscribe({
    name: 'checks.ask',
    on: [PUSHED],
    async run(event, tx) {
      const { ref, before, after }: { ref: string; before: string; after: string } = event.data
      const [, branch] = /^refs\/heads\/(.+)$/.exec(ref) ?? []
      if (branch === undefined || NONE.test(after) || !event.org || !event.project) return
      const place = { org: event.org, project: event.project, sha: after }
      for (const app of await apps.listening(tx, event)) {
        if (!app.reports) continue
        const suite = await upsertSuite(tx, { ...place, id: newId('cst'), source: 'external', reporter: botOf(app) })
        await ask(tx, event, { suite: suite.id, sha: after, branch, before: NONE.test(before) ? null : before, ...app })
      }
    },
  })

  async function ask(
    tx: Tx,
    { org, project, actor, links }: StoredEvent,
    {
      suite,
      sha,
      branch,
      before,
      app,
    }: { suite: string; sha: string; branch: string; before: string | null; app: string },
  ): Promise<void> {
    await kernel.events.append(tx, [
      {
        name: suiteRequested.name,
        org_id: org,
        project_id: project,
        actor,
        links: { ...links, commit: sha },
        data: { suite, sha, branch, before, app },
        action_id: null,
      },
    ])
  }
}
