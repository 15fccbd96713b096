import { z } from 'zod'
import { Problem } from '#kernel'
import type { Github } from '../github.ts'
import { type Ask, answer, pageOfAll, type Rest } from '../rest.ts'
import { sealedBox } from '../sealed-box.ts'
import { listOf } from './actions.ts'

const SealedSecret = z.object({
  encrypted_value: z.string().max(100_000),
  key_id: z.string(),
  visibility: z.enum(['all', 'private', 'selected']).optional(),
})
const NewVariable = z.object({ name: z.string(), value: z.string() })
const VariableChange = NewVariable.partial()

interface Times {
  name: string
  createdAt: string
  updatedAt: string
}

/** Secrets and variables of a repository, and the secrets of an organisation. */
export function actionSettingRoutes(github: Github, rest: Rest): void {
  const secrets = github.secrets.verbs
  const variables = github.ci.verbs
  const base = '/repos/:owner/:repo/actions'
  const variableOf = (ask: Ask) => ({ ...ask.repo(), variable: ask.param('variable') })

  secretRoutes(github, rest, {
    base: `${base}/secrets`,
    list: async (ask) => (await ask.call(secrets.list, ask.repo())).items,
    set: (ask, secret) => ask.call(secrets.set, { ...ask.repo(), ...secret }),
    delete: (ask, key) => ask.call(secrets.delete, { ...ask.repo(), key }),
    print: printTimes,
  })
  const org = (ask: Ask) => ({ org: ask.param('org') })
  const ofOrg = (ask: Ask, at = org(ask)) => ask.call(secrets.listForOrg, at).then(({ items }) => items)
  secretRoutes(github, rest, {
    base: '/orgs/:org/actions/secrets',
    list: (ask) => ofOrg(ask),
    set: (ask, secret) => ask.call(secrets.setForOrg, { ...org(ask), ...secret }),
    delete: (ask, key) => ask.call(secrets.deleteForOrg, { ...org(ask), key }),
    print: (secret) => ({ ...printTimes(secret), visibility: 'all' }),
  })
  rest.get(`${base}/organization-secrets`, async (ask) => {
    const { items, total } = pageOfAll(ask, await ofOrg(ask, { org: ask.repo().owner }))
    return listOf(ask, { total_count: total, secrets: items.map(printTimes) }, total)
  })

  rest.get(`${base}/variables`, async (ask) => {
    const { items, total } = pageOfAll(ask, (await ask.call(variables.variables, ask.repo())).items)
    return listOf(ask, { total_count: total, variables: items.map(printVariable) }, total)
  })

  rest.post(`${base}/variables`, async (ask) => {
    const { name, value } = await ask.body(NewVariable)
    await ask.call(variables.createVariable, { ...ask.repo(), variable: name, value })
    return answer(201, {})
  })

  rest.get(`${base}/variables/:variable`, async (ask) =>
    printVariable(await ask.call(variables.variable, variableOf(ask))),
  )

  rest.patch(`${base}/variables/:variable`, async (ask) => {
    const { name, value } = await ask.body(VariableChange)
    await ask.call(variables.updateVariable, {
      ...variableOf(ask),
      ...(name === undefined ? {} : { rename: name }),
      ...(value === undefined ? {} : { value }),
    })
    return answer(204)
  })

  rest.delete(`${base}/variables/:variable`, async (ask) => {
    await ask.call(variables.deleteVariable, variableOf(ask))
    return answer(204)
  })
}

interface SecretPlace {
  base: string
  list(ask: Ask): Promise<Times[]>
  set(ask: Ask, secret: { key: string; value: string }): Promise<unknown>
  delete(ask: Ask, key: string): Promise<unknown>
  print(secret: Times): object
}

/** Secrets stand in a project, or in an organisation for all of its projects. */
function secretRoutes(github: Github, rest: Rest, { base, list, print, ...place }: SecretPlace): void {
  const find = async (ask: Ask) => (await list(ask)).find(({ name }) => name === ask.param('secret').toUpperCase())

  rest.get(base, async (ask) => {
    const { items, total } = pageOfAll(ask, await list(ask))
    return listOf(ask, { total_count: total, secrets: items.map(print) }, total)
  })

  rest.get(`${base}/public-key`, async (ask) => {
    await list(ask)
    const { keyId, publicKey } = await sealedBox(github)
    return { key_id: keyId, key: publicKey }
  })

  rest.get(`${base}/:secret`, async (ask) => {
    const secret = await find(ask)
    if (secret) return print(secret)
    throw new Problem('not_found', 'secrets.not_found', `There is no secret named ${ask.param('secret')} here.`)
  })

  rest.put(`${base}/:secret`, async (ask) => {
    const { encrypted_value: sealed, key_id: keyId, visibility } = await ask.body(SealedSecret)
    if (visibility !== undefined && visibility !== 'all')
      throw new Problem(
        'invalid',
        'secrets.visibility',
        'A secret of an organisation is for all of its projects here: send "visibility": "all", or set it in the project that needs it.',
      )
    const known = await find(ask)
    const value = (await sealedBox(github)).open({ sealed, keyId })
    await place.set(ask, { key: ask.param('secret'), value })
    return known ? answer(204) : answer(201, {})
  })

  rest.delete(`${base}/:secret`, async (ask) => {
    await place.delete(ask, ask.param('secret'))
    return answer(204)
  })
}

function printTimes({ name, createdAt, updatedAt }: Times) {
  return { name, created_at: createdAt, updated_at: updatedAt }
}

function printVariable({ value, ...times }: Times & { value: string }) {
  return { ...printTimes(times), value }
}
