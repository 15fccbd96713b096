import { z } from 'zod'
import { AppPermissions, type Installation } from '#apps'
import { isApp, Problem } from '#kernel'
import type { Project } from '#projects'
import type { Github } from '../github.ts'
import { printInstallation, printIntegration, withMetadata } from '../print/app.ts'
import { printDelivery, printDeliverySummary } from '../print/hook.ts'
import { printRepository } from '../print/repository.ts'
import { repositoryFacts } from '../repositories.ts'
import { type Ask, answer, pageOf, pageOfAll, type Rest } from '../rest.ts'
import { HookConfig, printNext, readConfig, readCursor } from './hooks.ts'

const NewToken = z.object({
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.number().int()).optional(),
  permissions: AppPermissions.optional(),
})

/** Apps: what one asks about itself, and what its installations are. */
export function appRoutes(github: Github, rest: Rest): void {
  const { owned, installed, self } = github.apps.verbs
  const { accounts } = github.identity

  rest.get('/app', async (ask) => {
    const app = await ask.call(self.get, {})
    return printIntegration(app, (await accounts.byId(app.org))!, ask.urls)
  })
  rest.get('/apps/:slug', async (ask) => {
    const app = await ask.call(owned.find, { app: ask.param('slug') })
    return printIntegration(app, (await accounts.byId(app.org))!, ask.urls)
  })
  rest.post('/app-manifests/:code/conversions', async (ask) => {
    const made = await ask.call(owned.convertManifest, { code: ask.param('code') })
    return answer(201, {
      ...printIntegration(made.app, (await accounts.byId(made.app.org))!, ask.urls),
      client_id: made.app.clientId,
      client_secret: made.clientSecret,
      webhook_secret: made.hookSecret,
      pem: made.privateKey,
    })
  })

  const hookConfig = ({
    hook,
  }: {
    hook: { url: string | null; contentType: string; insecureTls: boolean; hasSecret: boolean }
  }) => ({
    content_type: hook.contentType,
    insecure_ssl: hook.insecureTls ? '1' : '0',
    ...(hook.hasSecret ? { secret: '********' } : {}),
    url: hook.url ?? '',
  })
  rest.get('/app/hook/config', async (ask) => hookConfig(await ask.call(self.get, {})))
  rest.patch('/app/hook/config', async (ask) => {
    const { url, secret, contentType, insecureTls } = readConfig(await ask.body(HookConfig))
    return hookConfig(
      await ask.call(self.setHook, {
        hookUrl: url,
        hookSecret: secret,
        hookContentType: contentType,
        hookInsecureTls: insecureTls,
      }),
    )
  })
  rest.get('/app/hook/deliveries', async (ask) => {
    const { limit } = ask.page
    const cursor = ask.query('cursor')
    const before = cursor ? { before: readCursor(cursor) } : {}
    const { items } = await ask.call(github.hooks.verbs.deliveriesForApp, { limit, ...before })
    return answer(200, items.map(printDeliverySummary), printNext(ask, items, limit))
  })
  rest.get('/app/hook/deliveries/:delivery', async (ask) =>
    printDelivery(await ask.call(github.hooks.verbs.deliveryForApp, { delivery: ask.number('delivery') })),
  )
  rest.post('/app/hook/deliveries/:delivery/attempts', async (ask) => {
    await ask.call(github.hooks.verbs.redeliverForApp, { delivery: ask.number('delivery') })
    return answer(202, {})
  })

  rest.get('/app/installations', async (ask) => {
    const { items, total } = pageOfAll(ask, (await ask.call(self.installations, {})).items)
    return pageOf(ask, await Promise.all(items.map((item) => print(ask, item))), { total })
  })
  rest.get('/app/installations/:installation', async (ask) => print(ask, await ask.call(self.installation, at(ask))))
  rest.delete('/app/installations/:installation', async (ask) => {
    await ask.call(self.uninstall, at(ask))
    return answer(204)
  })
  rest.put('/app/installations/:installation/suspended', async (ask) => {
    await ask.call(self.suspend, at(ask))
    return answer(204)
  })
  rest.delete('/app/installations/:installation/suspended', async (ask) => {
    await ask.call(self.unsuspend, at(ask))
    return answer(204)
  })
  rest.post('/app/installations/:installation/access_tokens', async (ask) => {
    const { repositories, repository_ids, permissions } = await ask.body(NewToken)
    const named = repositories || repository_ids ? [...(repositories ?? []), ...(repository_ids ?? [])] : undefined
    const made = await ask.call(self.createToken, { ...at(ask), permissions, projects: named })
    return answer(201, {
      token: made.token,
      expires_at: made.expiresAt.replace(/\.\d+Z$/, 'Z'),
      permissions: withMetadata(made.permissions),
      repository_selection: made.allProjects ? 'all' : 'selected',
      ...(made.projects ? { repositories: await printRepositories(ask, await byIds(made.projects)) } : {}),
    })
  })

  for (const place of ['/users/:login/installation', '/orgs/:login/installation']) {
    rest.get(place, async (ask) => print(ask, await ask.call(self.findInstallation, { login: ask.param('login') })))
  }
  rest.get('/repos/:owner/:repo/installation', async (ask) => {
    const { owner, name } = ask.repo()
    return print(ask, await ask.call(self.findInstallation, { login: owner, project: name }))
  })

  rest.get('/orgs/:org/installations', async (ask) => {
    const { items, total } = pageOfAll(ask, (await ask.call(installed.list, { org: ask.param('org') })).items)
    const { headers } = pageOf(ask, [], { total })
    const printed = await Promise.all(items.map((item) => print(ask, item)))
    return answer(200, { total_count: total, installations: printed }, headers)
  })

  rest.get('/installation/repositories', async (ask) => {
    installationOf(ask)
    const { items, total } = pageOfAll(ask, (await ask.call(github.projects.verbs.list, {})).items)
    const { headers } = pageOf(ask, [], { total })
    const selection = ask.actor?.projects ? 'selected' : 'all'
    const repositories = await printRepositories(ask, items)
    return answer(200, { total_count: total, repository_selection: selection, repositories }, headers)
  })
  rest.delete('/installation/token', async (ask) => {
    installationOf(ask)
    const [, token = ''] = (ask.c.req.header('authorization') ?? '').split(' ', 2)
    await ask.call(github.identity.verbs.revokeHeld, { token })
    return answer(204)
  })

  async function print(ask: Ask, installation: Installation) {
    const account = (await accounts.byId(installation.org))!
    const suspendedBy = installation.suspendedBy && (await accounts.ofActor(installation.suspendedBy))
    return printInstallation(installation, { account, suspendedBy }, ask.urls)
  }

  async function printRepositories(ask: Ask, projects: readonly Project[]) {
    const facts = await repositoryFacts(github, projects, ask.actor)
    return facts.map((fact) => {
      const { network_count, subscribers_count, ...repository } = printRepository(fact, ask.urls)
      return { ...repository, has_downloads: true }
    })
  }

  /** What a token was just made for, which the app itself does not see. */
  async function byIds(ids: readonly string[]): Promise<Project[]> {
    return github.kernel.db.system((tx) => Promise.all(ids.map((id) => github.projects.getById(tx, id))))
  }
}

const at = (ask: Ask) => ({ installation: ask.number('installation') })

function installationOf(ask: Ask): void {
  if (isApp(ask.signedIn())) return
  throw new Problem(
    'forbidden',
    'apps.not_an_installation',
    'Only an installation asks this, with the token that its app made for it.',
  )
}
