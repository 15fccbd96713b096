// Runs inside a sandbox, before the command: listens on the loopback ports it may use and hands each connection to the
// Unix socket that leads out. Then it is the command's parent and ends as the command ends.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { constants } from 'node:os'
import { join } from 'node:path'

const [folder = '', file = '', ...args] = process.argv.slice(2)

for (const name of readdirSync(folder)) {
  const server = createServer({ allowHalfOpen: true }, (inner) => {
    const outer = connect({ path: join(folder, name), allowHalfOpen: true })
    inner.on('error', () => outer.destroy()).on('close', () => outer.end())
    outer.on('error', () => inner.destroy()).on('close', () => inner.end())
    inner.pipe(outer).pipe(inner)
  })
  // A port below 1024 is not ours to open in here; the command can still do without it.
  server.on('error', (error) => process.stderr.write(`A port of the sandbox is not forwarded: ${error.message}\n`))
  server.listen(Number.parseInt(name, 10), '127.0.0.1')
  await once(server, 'listening').catch(() => {})
}

// The command hears the same signals; the bridge stays until it has ended.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})

const child = spawn(file, args, { stdio: 'inherit' })
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`)
  process.exit(127)
})
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal as NodeJS.Signals]))
