import { z } from 'zod'
import type { Github } from '../github.ts'
import { printDeployKey, printGpgKey, printKey } from '../print/key.ts'
import { type Ask, answer, pageOf, type Rest } from '../rest.ts'

const NewKey = z.object({ title: z.string().optional(), key: z.string() })
const NewGpgKey = z.object({ name: z.string().optional(), armored_public_key: z.string() })
const NewDeployKey = NewKey.extend({ read_only: z.boolean().default(false) })

/** SSH keys of people, the keys they sign with, and deploy keys of repositories. */
export function keyRoutes({ keys }: Github, rest: Rest): void {
  const { account, deploy, signing, gpg, others } = keys.verbs

  rest.get('/user/keys', async (ask) => {
    const list = await ask.call(account.list, ask.page)
    return pageOf(
      ask,
      list.items.map((key) => printKey(key, ask.urls)),
      list,
    )
  })
  rest.post('/user/keys', async (ask) => {
    const key = printKey(await ask.call(account.create, await ask.body(NewKey)), ask.urls)
    return answer(201, key, { Location: key.url })
  })
  rest.get('/user/keys/:key', async (ask) => printKey(await ask.call(account.get, { sshKey: numberOf(ask) }), ask.urls))
  rest.delete('/user/keys/:key', async (ask) => {
    await ask.call(account.delete, { sshKey: numberOf(ask) })
    return answer(204)
  })
  rest.get('/users/:user/keys', async (ask) => {
    const list = await ask.call(others.ssh, { user: ask.param('user'), ...ask.page })
    return pageOf(
      ask,
      list.items.map(({ databaseId, key, createdAt }) => ({ id: databaseId, key, created_at: createdAt })),
      list,
    )
  })

  rest.get('/user/ssh_signing_keys', async (ask) => {
    const list = await ask.call(signing.list, ask.page)
    return pageOf(ask, list.items.map(printSigningKey), list)
  })
  rest.post('/user/ssh_signing_keys', async (ask) =>
    answer(201, printSigningKey(await ask.call(signing.create, await ask.body(NewKey)))),
  )
  rest.get('/user/ssh_signing_keys/:key', async (ask) =>
    printSigningKey(await ask.call(signing.get, { signingKey: numberOf(ask) })),
  )
  rest.delete('/user/ssh_signing_keys/:key', async (ask) => {
    await ask.call(signing.delete, { signingKey: numberOf(ask) })
    return answer(204)
  })
  rest.get('/users/:user/ssh_signing_keys', async (ask) => {
    const list = await ask.call(others.signing, { user: ask.param('user'), ...ask.page })
    // What its owner calls a key is not public.
    const printed = list.items.map((key) => printSigningKey({ ...key, title: key.type }))
    return pageOf(ask, printed, list)
  })

  rest.get('/user/gpg_keys', async (ask) => {
    const list = await ask.call(gpg.list, ask.page)
    return pageOf(
      ask,
      list.items.map((key) => printGpgKey(key)),
      list,
    )
  })
  rest.post('/user/gpg_keys', async (ask) => {
    const { name: title, armored_public_key: key } = await ask.body(NewGpgKey)
    return answer(201, printGpgKey(await ask.call(gpg.create, { key, ...(title ? { title } : {}) })))
  })
  rest.get('/user/gpg_keys/:key', async (ask) => printGpgKey(await ask.call(gpg.get, { gpgKey: numberOf(ask) })))
  rest.delete('/user/gpg_keys/:key', async (ask) => {
    await ask.call(gpg.delete, { gpgKey: numberOf(ask) })
    return answer(204)
  })
  rest.get('/users/:user/gpg_keys', async (ask) => {
    const list = await ask.call(others.gpg, { user: ask.param('user'), ...ask.page })
    return pageOf(
      ask,
      list.items.map((key) => printGpgKey(key)),
      list,
    )
  })

  const place = '/repos/:owner/:repo/keys'
  const print = (ask: Ask, key: Parameters<typeof printDeployKey>[0]) => {
    const { owner, name } = ask.repo()
    return printDeployKey(key, { owner, repo: name, urls: ask.urls })
  }
  rest.get(place, async (ask) => {
    const list = await ask.call(deploy.list, { ...ask.repo(), ...ask.page })
    return pageOf(
      ask,
      list.items.map((key) => print(ask, key)),
      list,
    )
  })
  rest.post(place, async (ask) => {
    const { read_only: readOnly, ...key } = await ask.body(NewDeployKey)
    const made = print(ask, await ask.call(deploy.create, { ...ask.repo(), ...key, readOnly }))
    return answer(201, made, { Location: made.url })
  })
  rest.get(`${place}/:key`, async (ask) =>
    print(ask, await ask.call(deploy.get, { ...ask.repo(), deployKey: numberOf(ask) })),
  )
  rest.delete(`${place}/:key`, async (ask) => {
    await ask.call(deploy.delete, { ...ask.repo(), deployKey: numberOf(ask) })
    return answer(204)
  })
}

function numberOf(ask: Ask): string {
  return String(ask.number('key'))
}

function printSigningKey(key: { databaseId: number; title: string; key: string; createdAt: string }) {
  return { id: key.databaseId, key: key.key, title: key.title, created_at: key.createdAt }
}
