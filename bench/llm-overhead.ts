/**
 * What the LLM gateway costs a call: the same request to the same scripted provider, straight and through the gateway,
 * in turns. Client and provider are processes of their own, as in life; the gateway is the whole server.
 */
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../server/src/app.ts'
import { readConfig } from '../server/src/config.ts'
import type { BenchRow } from './row.ts'

/** A call as an agent makes it: a prompt of some 20 kB, an answer in 40 pieces. */
const PROMPT = JSON.stringify({
  model: 'devflow',
  stream: true,
  messages: [{ role: 'user', content: 'x'.repeat(20_000) }],
})
const PIECES = 40
const CALLS = 400
const WARM_UP_CALLS = 50
const TARGET_MS = 2

const TOKEN = 'token-of-the-llm-benchmark'

interface Plan {
  direct: string
  gateway: string
}

interface Medians {
  directMs: number
  gatewayMs: number
  overheadMs: number
}

export default async function benchLlmOverhead(): Promise<BenchRow[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'devflow-bench-'))
  const provider = fork(import.meta.filename, ['provider'])
  try {
    const direct = await answerOf<string>(provider)
    const app = await createApp(
      readConfig({
        PORT: '0',
        DEVFLOW_DATA: dataDir,
        DEVFLOW_REHEARSAL: 'off',
        DEVFLOW_ADMIN_TOKEN: TOKEN,
        DEVFLOW_MODEL_BASE_URL: direct,
        DEVFLOW_MODEL: 'bench',
      }),
    )
    try {
      await app.start()
      await app.modules.identity.prepareAdmin()
      const client = fork(import.meta.filename, ['client'])
      client.send({ direct, gateway: `${app.url}/llm` } satisfies Plan)
      const { directMs, gatewayMs, overheadMs } = await answerOf<Medians>(client)
      return [
        {
          claim: 'LLM pass-through overhead, p50 of a streamed call',
          value: `${overheadMs.toFixed(2)} ms (${directMs.toFixed(2)} ms straight, ${gatewayMs.toFixed(2)} ms through)`,
          target: `< ${TARGET_MS} ms`,
          met: overheadMs < TARGET_MS,
        },
      ]
    } finally {
      await app.stop()
    }
  } finally {
    provider.kill()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function answerOf<T>(child: ReturnType<typeof fork>): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T))
    child.once('exit', (code) => reject(new Error(`a process of the benchmark ended with ${code}`)))
  })
}

function runProvider(): void {
  const piece = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'word ' } }], usage: null })}\n\n`
  const usage = `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 5000, completion_tokens: PIECES } })}\n\ndata: [DONE]\n\n`
  const server = createServer((incoming, response) => {
    incoming.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (let i = 0; i < PIECES; i++) response.write(piece)
      response.end(usage)
    })
  })
  server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  process.once('disconnect', () => process.exit())
}

function runClient(): void {
  process.once('message', async ({ direct, gateway }: Plan) => {
    const agent = new Agent({ keepAlive: true })
    const straight: number[] = []
    const through: number[] = []
    for (let i = -WARM_UP_CALLS; i < CALLS; i++) {
      const directMs = await timeCall(`${direct}/v1/chat/completions`, agent)
      const gatewayMs = await timeCall(`${gateway}/v1/chat/completions`, agent)
      if (i < 0) continue
      straight.push(directMs)
      through.push(gatewayMs)
    }
    const overheads = through.map((ms, i) => ms - straight[i]!)
    process.send?.({
      directMs: median(straight),
      gatewayMs: median(through),
      overheadMs: median(overheads),
    } satisfies Medians)
    process.disconnect()
    agent.destroy()
  })
}

function timeCall(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const headers = {
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/json',
      'content-length': PROMPT.length,
    }
    request(url.replace('localhost', '127.0.0.1'), { method: 'POST', agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`))
      response.resume().on('end', () => resolve(performance.now() - started))
    })
      .on('error', reject)
      .end(PROMPT)
  })
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv[2] === 'provider') runProvider()
  else if (process.argv[2] === 'client') runClient()
  else console.table(await benchLlmOverhead())
}
