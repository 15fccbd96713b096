import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { World } from './config.ts'
import { main } from './main.ts'

/** A terminal, a folder and an environment of a test's own. */
export interface TestWorld extends Disposable {
  directory: string
  world(): World
  /** What is on the screen so far. */
  output(): string
  interrupt(): void
  write(name: string, text: string): void
  /** Runs one command line as if typed here. */
  run(argv: string[], stdin?: string): Promise<{ exit: number; out: string; err: string }>
}

export function testWorld(env: Record<string, string>, { columns }: { columns?: number } = {}): TestWorld {
  const directory = mkdtempSync(join(tmpdir(), 'devflow-cli-'))
  const listeners = new Set<() => void>()
  let screen = ''

  function world(stdin = '', written = { out: '', err: '' }): World {
    const output = (stream: 'out' | 'err') => ({
      isTTY: false,
      columns,
      write(text: string) {
        written[stream] += text
        screen += text
      },
    })
    return {
      env: {
        HOME: directory,
        XDG_CONFIG_HOME: join(directory, 'config'),
        DEVFLOW_DATA: join(directory, 'data'),
        ...env,
      },
      cwd: directory,
      stdin: Readable.from(stdin ? [Buffer.from(stdin)] : []),
      stdout: output('out'),
      stderr: output('err'),
      onInterrupt(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    }
  }

  return {
    directory,
    world,
    output: () => screen,
    interrupt() {
      for (const listener of listeners) listener()
    },
    write: (name, text) => writeFileSync(join(directory, name), text),
    async run(argv, stdin) {
      const written = { out: '', err: '' }
      const exit = await main(argv, world(stdin, written))
      return { exit, ...written }
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  }
}
