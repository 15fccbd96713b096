import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Everything outside the program that a command touches, so that a test can hand in another. */
export interface World {
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  stdin: AsyncIterable<Buffer | string>
  stdout: Output
  stderr: Output
  /** Ctrl-C. Returns the way to stop listening. */
  onInterrupt(listener: () => void): () => void
}

export interface Output {
  write(text: string): void
  isTTY: boolean
  /** Width in characters; undefined when it is not a terminal. */
  columns: number | undefined
}

/** What the environment says. The only place of the command line that looks at it. */
export interface Config {
  /** DEVFLOW_URL, without a trailing slash. */
  url: string | undefined
  /** DEVFLOW_TOKEN. */
  token: string | undefined
  /** Where `devflow login` keeps its tokens. */
  credentialsPath: string
  /** Folders in which a server on this machine may have left its token for us. */
  dataDirs: string[]
  colour: boolean
}

export const DEFAULT_URL = 'http://localhost:4700'

export function readConfig({ env, cwd, stdout }: World): Config {
  const home = env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config')
  const checkout = resolve(import.meta.dirname, '../..')
  return {
    url: env.DEVFLOW_URL?.replace(/\/+$/, '') || undefined,
    token: env.DEVFLOW_TOKEN || undefined,
    credentialsPath: join(home, 'devflow', 'credentials.json'),
    dataDirs: env.DEVFLOW_DATA
      ? [resolve(cwd, env.DEVFLOW_DATA)]
      : [resolve(cwd, '.devflow'), resolve(checkout, '.devflow')],
    colour: wantsColour(env, stdout),
  }
}

/** https://no-color.org and its opposite, FORCE_COLOR. */
function wantsColour(env: World['env'], stdout: Output): boolean {
  if (env.NO_COLOR) return false
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0'
  return stdout.isTTY && env.TERM !== 'dumb'
}

export function realWorld(): World {
  const { stdout, stderr } = process
  // A reader that has seen enough (`devflow events | head`) is no error.
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  const output = (stream: NodeJS.WriteStream): Output => ({
    write: (text) => void stream.write(text),
    get isTTY() {
      return Boolean(stream.isTTY)
    },
    get columns() {
      return stream.isTTY ? stream.columns : undefined
    },
  })
  return {
    env: process.env,
    cwd: process.cwd(),
    stdin: process.stdin,
    stdout: output(stdout),
    stderr: output(stderr),
    onInterrupt(listener) {
      process.on('SIGINT', listener)
      return () => process.off('SIGINT', listener)
    },
  }
}
