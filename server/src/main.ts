import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '#kernel'
import { createApp } from './app.ts'
import { type Config, readConfig } from './config.ts'

/** The program: start, say where, and stop in order. */
async function main(): Promise<void> {
  const started = performance.now()
  const config = readConfig()
  const app = await createApp(config)
  stopOnSignal(app)
  await app.start()
  await welcome(app, config, performance.now() - started)
}

type App = Awaited<ReturnType<typeof createApp>>

async function welcome(app: App, config: Config, startMs: number): Promise<void> {
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
  print(`  Data        ${config.dataDir}`)
  print('')
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
