import { z } from 'zod'
import { Problem } from '#kernel'
import type { Github } from '../github.ts'
import { type Ask, answer, pageOfAll, type Rest } from '../rest.ts'
import { sealedBox } from '../sealed-box.ts'
import { listOf } from './actions.ts'

const SealedSecret = z.object({ encrypted_value: z.string().max(100_000), key_id: z.string() })
const NewVariable = z.object({ name: z.string(), value: z.string() })
const VariableChange = NewVariable.partial()

interface Times {
  name: string
  createdAt: string
  updatedAt: string
}

/** Secrets and variables of a repository. */
export function actionSettingRoutes(github: Github, rest: Rest): void {
  const secrets = github.secrets.verbs
  const variables = github.ci.verbs
  const base = '/repos/:owner/:repo/actions'
  const variableOf = (ask: Ask) => ({ ...ask.repo(), variable: ask.param('variable') })

  rest.get(`${base}/secrets`, async (ask) => {
    const { items, total } = pageOfAll(ask, (await ask.call(secrets.list, ask.repo())).items)
    return listOf(ask, { total_count: total, secrets: items.map(printTimes) }, total)
  })

  rest.get(`${base}/secrets/public-key`, async (ask) => {
    await ask.call(secrets.list, ask.repo())
    const { keyId, publicKey } = await sealedBox(github)
    return { key_id: keyId, key: publicKey }
  })

  rest.get(`${base}/secrets/:secret`, async (ask) => {
    const secret = await findSecret(ask)
    if (secret) return printTimes(secret)
    throw new Problem('not_found', 'secrets.not_found', `There is no secret named ${ask.param('secret')} here.`)
  })

  rest.put(`${base}/secrets/:secret`, async (ask) => {
    const { encrypted_value: sealed, key_id: keyId } = await ask.body(SealedSecret)
    const known = await findSecret(ask)
    const value = (await sealedBox(github)).open({ sealed, keyId })
    await ask.call(secrets.set, { ...ask.repo(), key: ask.param('secret'), value })
    return known ? answer(204) : answer(201, {})
  })

  rest.delete(`${base}/secrets/:secret`, async (ask) => {
    await ask.call(secrets.delete, { ...ask.repo(), key: ask.param('secret') })
    return answer(204)
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

  async function findSecret(ask: Ask): Promise<Times | undefined> {
    const wanted = ask.param('secret').toUpperCase()
    return (await ask.call(secrets.list, ask.repo())).items.find(({ name }) => name === wanted)
  }
}

function printTimes({ name, createdAt, updatedAt }: Times) {
  return { name, created_at: createdAt, updated_at: updatedAt }
}

function printVariable({ value, ...times }: Times & { value: string }) {
  return { ...printTimes(times), value }
}
