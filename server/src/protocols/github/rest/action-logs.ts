import { strToU8, Zip, ZipDeflate } from 'fflate'
import type { Job } from '#ci'
import type { Github } from '../github.ts'
import { type Ask, answer, type Rest } from '../rest.ts'
import { databaseNumber } from './actions.ts'

/** Lines that one question to the database brings. */
const LINES_AT_ONCE = 5_000

/** Logs of jobs as text, and of runs as an archive with a file for each job and each of its steps. */
export function actionLogRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.ci
  const base = '/repos/:owner/:repo/actions'

  // GitHub answers with an address that is good for a minute; here it is one below the same API.
  rest.get(`${base}/jobs/:job/logs`, async (ask) => {
    const job = databaseNumber(ask, 'job')
    await ask.call(verbs.job, { ...ask.repo(), job })
    return answer(302, null, { Location: addressOf(ask, `jobs/${job}/logs/text`) })
  })

  rest.get(`${base}/jobs/:job/logs/text`, async (ask) => {
    const { job } = await ask.call(verbs.job, { ...ask.repo(), job: databaseNumber(ask, 'job') })
    return new Response(streamOf(textOf(linesOf(ask, job))), {
      headers: { 'Content-Type': 'text/plain; charset=utf-8' },
    })
  })

  rest.get(`${base}/runs/:run/logs`, async (ask) => {
    const run = databaseNumber(ask, 'run')
    await ask.call(verbs.get, { ...ask.repo(), run })
    return answer(302, null, { Location: addressOf(ask, `runs/${run}/logs/archive`) })
  })

  rest.get(`${base}/runs/:run/logs/archive`, async (ask) => {
    const { jobs } = await ask.call(verbs.get, { ...ask.repo(), run: databaseNumber(ask, 'run') })
    return new Response(streamOf(archiveOf(ask, jobs)), { headers: { 'Content-Type': 'application/zip' } })
  })

  async function* linesOf(ask: Ask, job: Job): AsyncGenerator<Line> {
    for (let after = 0; ; ) {
      const { lines } = await ask.call(verbs.log, { ...ask.repo(), job: job.id, after, limit: LINES_AT_ONCE })
      yield* lines
      if (lines.length < LINES_AT_ONCE) return
      after = lines.at(-1)!.number
    }
  }

  /** One job after the other, so that no more than one log is held. */
  async function* archiveOf(ask: Ask, jobs: readonly Job[]): AsyncGenerator<Uint8Array> {
    const ready: Uint8Array[] = []
    const zip = new Zip((error, chunk) => {
      if (error) throw error
      ready.push(chunk)
    })
    const add = (name: string, lines: readonly Line[]) => {
      const file = new ZipDeflate(name, { level: 6 })
      zip.add(file)
      file.push(strToU8(lines.map(printLine).join('')), true)
    }
    for (const [at, job] of jobs.entries()) {
      const lines = await Array.fromAsync(linesOf(ask, job))
      add(`${at}_${fileName(job.name)}.txt`, lines)
      for (const { number, name, first, last } of stepsOf(job)) {
        const own = lines.filter((line) => line.number >= first && line.number < last)
        add(`${fileName(job.name)}/${number}_${fileName(name)}.txt`, own)
      }
      yield* ready.splice(0)
    }
    zip.end()
    yield* ready.splice(0)
  }
}

interface Line {
  number: number
  at: string
  text: string
}

/** Steps that wrote something, each with where its lines begin and where the next one's do. */
function stepsOf(job: Job) {
  const begun = job.steps.flatMap(({ number, name, firstLine }) =>
    firstLine === null ? [] : [{ number, name, first: firstLine }],
  )
  return begun.map((step, at) => ({ ...step, last: begun[at + 1]?.first ?? Number.POSITIVE_INFINITY }))
}

function printLine({ at, text }: Line): string {
  return `${at} ${text}\n`
}

async function* textOf(lines: AsyncIterable<Line>): AsyncGenerator<Uint8Array> {
  for await (const line of lines) yield strToU8(printLine(line))
}

function streamOf(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks) as ReadableStream<Uint8Array>
}

/** Names are the author's; a slash or a dot of theirs must not become a folder. Clients look for them without slashes. */
function fileName(name: string): string {
  return (
    name
      .replaceAll(/[/\\:*?"<>|\p{Cc}]/gu, '')
      .replace(/^\.+/, '')
      .slice(0, 100) || 'unnamed'
  )
}

function addressOf(ask: Ask, path: string): string {
  const { owner, name } = ask.repo()
  return `${ask.urls.api}/repos/${owner}/${name}/actions/${path}`
}
