import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { expect } from 'vitest'
import { npmClient } from '../../../../test/clients.ts'
import { type TestGithub, testGithub } from '../github.kit.ts'

/** GitHub's published schemas of what it sends, from npm. */
export const SCHEMAS = '@octokit/webhooks-schemas@7.6.1'
const SECRET = 'the secret of the hook'

export interface Told {
  event: string
  guid: string
  // biome-ignore lint/suspicious/noExplicitAny: its shape is the schema's
  payload: any
}

export interface TestWebhooks extends AsyncDisposable {
  github: TestGithub
  url: string
  secret: string
  told: Told[]
  /** Waits for the next message of that name, action and installation that was not taken yet. */
  next(event: string, action?: string, installation?: number): Promise<Told['payload']>
}

/** The whole server and a receiver, which refuses what is not signed or not as GitHub's schemas say. */
export async function testWebhooks(): Promise<TestWebhooks> {
  const check = await schemaCheck()
  const told: Told[] = []
  const wrong: string[] = []
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('')
    const { headers } = request
    const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`
    if (headers['x-hub-signature-256'] !== signature)
      wrong.push(`${headers['x-github-event']} is not signed as it must be`)
    const event = String(headers['x-github-event'])
    const payload = JSON.parse(body)
    wrong.push(...check(event, payload))
    told.push({ event, guid: String(headers['x-github-delivery']), payload })
    response.end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const github = await testGithub({ egressAllow: ['127.0.0.1'] })
  const taken = new Set<Told>()

  return {
    github,
    told,
    secret: SECRET,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    async next(event, action, installation) {
      const fits = ({ event: name, payload }: Told) =>
        name === event &&
        (!action || payload.action === action) &&
        (!installation || payload.installation?.id === installation)
      const find = () => told.find((each) => !taken.has(each) && fits(each))
      await expect.poll(find, { message: `${event} ${action ?? ''}`, timeout: 15_000 }).toBeDefined()
      expect(wrong).toEqual([])
      const found = find()!
      taken.add(found)
      return found.payload
    },
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

/** What is wrong with a payload; nothing where the schemas cannot be had. */
async function schemaCheck(): Promise<(event: string, payload: { action?: string }) => string[]> {
  const client = await npmClient(SCHEMAS)
  if ('missing' in client) return () => []
  const schema = JSON.parse(await readFile(client.program('@octokit/webhooks-schemas/schema.json'), 'utf8'))
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addFormat('uri-template', true)
  ajv.addSchema({ ...schema, $id: 'webhooks' })
  return (event, payload) => {
    const name = `${event}$${payload.action ?? 'event'}`
    if (!(name in schema.definitions)) return [`${name} is not among the schemas`]
    const validate = ajv.getSchema(`webhooks#/definitions/${name}`)!
    if (validate(payload)) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${name} ${instancePath} ${message} ${JSON.stringify(params)}`,
    )
  }
}
