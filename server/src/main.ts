import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { type Actor, Problem, systemActor } from '#kernel'
import { describeProgress } from '#rehearsal'
import { createApp } from './app.ts'
import { type Config, PRODUCTS, readConfig } from './config.ts'

/** The program: start, say where, and stop in order. */
async function main(): Promise<void> {
  const started = performance.now()
  const config = readConfig()
  const app = await createApp(config)
  stopOnSignal(app)
  await app.start()
  const admin = await welcome(app, config, performance.now() - started)
  const whole = PRODUCTS.every((product) => config.products.has(product))
  if (config.rehearsal && whole && (await app.modules.rehearsal.isDue())) await rehearse(app, admin)
}

type App = Awaited<ReturnType<typeof createApp>>

async function welcome(app: App, config: Config, startMs: number): Promise<Actor> {
  const { identity } = app.modules
  const admin = await identity.prepareAdmin()
  const { code } = await app.kernel.call(identity.verbs.loginLink, {}, { actor: admin.actor })
  await writeCliToken(app, admin.id)
  print('')
  print(`  DevFlow is ready  (${(startMs / 1000).toFixed(1)} s)`)
  print('')
  print(`  Dashboard   ${app.url}`)
  print(`  Sign in     ${app.url}/sign-in#code=${code}`)
  print(`              (works once, for 72 hours; as ${admin.login})`)
  if (app.ssh.url()) print(`  git by SSH  ${app.ssh.url()}/<owner>/<project>.git`)
  print(`  Data        ${config.dataDir}`)
  print(`  Sandbox     ${app.modules.sandbox.current.name}`)
  if (app.ssh.warning()) print(`\n  WARNING  ${app.ssh.warning()}`)
  if (app.modules.sandbox.warning) print(`\n  WARNING  ${app.modules.sandbox.warning}`)
  print('')
  return admin.actor
}

/** Takes the shipped spec the whole way and ticks each step off. */
async function rehearse(app: App, admin: Actor): Promise<void> {
  const { rehearsal, workflow } = app.modules
  const started = performance.now()
  const tick = (done: boolean, text: string): void =>
    print(`  ${done ? '✓' : '✗'} ${text.padEnd(62)} ${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s`)
  print('  Rehearsal: a shipped spec goes the whole path. The agent is a recorded session; no model is asked.')
  print('')
  const ended = Promise.withResolvers<boolean>()
  const about = new Set<string>()
  const stop = app.kernel.events.tail({}, (event) => {
    // What belongs to the spec says so, or says to which pull request of it.
    const { spec, pull } = event.links
    if (spec && pull) about.add(pull)
    if (!spec && !(pull && about.has(pull))) return
    const progress = describeProgress(event)
    if (progress) tick(progress.done, progress.text)
    if (event.name === 'spec.implemented' || event.name === 'spec.failed')
      ended.resolve(event.name === 'spec.implemented')
  })
  const spec = await rehearsal.begin(admin)
  const live = spec.outcome === 'live' || (await ended.promise)
  stop()
  const actor: Actor = systemActor(spec.org, 'rehearsal')
  const { metrics, deployment } = await app.kernel.call(workflow.verbs.evidence, { spec: spec.id }, { actor })
  if (live && deployment) tick(await answers(app.url, deployment.url), `live URL answers: ${deployment.url}`)
  if (metrics)
    tick(
      live,
      `metrics: lead time ${((metrics.leadTimeMs ?? 0) / 1000).toFixed(1)} s, cost $${metrics.costUsd.toFixed(2)}`,
    )
  print('')
  print(`  Look at it:  ${app.url}/specs/${spec.id}`)
  print('  Your turn:   npx devflow run my-spec.md --repo <owner>/<project> --agent <codex|opencode|claude|builtin>')
  print('')
}

/** Applications are chosen by the Host header, so this works where the system does not resolve *.localhost. */
async function answers(server: string, url: string): Promise<boolean> {
  const { port, hostname } = new URL(server)
  return new Promise((done) => {
    const probe = request({ host: hostname, port, path: '/', headers: { host: new URL(url).host } }, (response) => {
      response.resume()
      done(response.statusCode === 200)
    })
    probe.once('error', () => done(false))
    probe.end()
  })
}

/** The CLI on this machine acts as the first admin by a token only this account can read. */
async function writeCliToken(app: App, user: string): Promise<void> {
  const { identity } = app.modules
  const file = join(app.kernel.config.dataDir, 'cli-token')
  if (existsSync(file) && (await identity.authenticate(readFileSync(file, 'utf8').trim()))) return
  const { secret } = await app.kernel.db.system((tx) =>
    identity.issueToken(tx, { kind: 'person', subject: user, name: 'CLI on this machine', permissions: ['*'] }),
  )
  writeFileSync(file, `${secret}\n`, { mode: 0o600 })
}

function stopOnSignal(app: App): void {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(130) // asked twice: the person means it
      stopping = true
      print('\n  Stopping …')
      app.stop().then(
        () => process.exit(0),
        (error: Error) => fail(error),
      )
    })
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function fail(error: Error): never {
  const sentence = error instanceof Problem ? error.message : (error.stack ?? String(error))
  process.stderr.write(`\n  DevFlow could not start. ${sentence}\n\n`)
  process.exit(1)
}

await main().catch(fail)
