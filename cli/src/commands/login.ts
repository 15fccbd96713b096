import { text } from 'node:stream/consumers'
import { createClient } from '@devflow/sdk'
import type { Command } from 'commander'
import { DEFAULT_URL } from '../config.ts'
import type { Context } from '../context.ts'
import { findServer, forgetLogin, saveLogin } from '../credentials.ts'
import { Failure } from '../failure.ts'

/** `devflow login`, `logout`, `login-link` and `whoami`. */
export function addLogin(program: Command, context: Context): void {
  const { config, terminal } = context
  program
    .command('login')
    .description('keep a token for a server, so that later commands are signed in')
    .option('--url <address>', 'the server')
    .option('--token <token>', 'a token from Settings → Tokens; - reads it from standard input')
    .action(async (options: { url?: string; token?: string }) => {
      const url = (options.url ?? config.url ?? DEFAULT_URL).replace(/\/+$/, '')
      const server = findServer({ ...config, url })
      const token = (await readToken(options.token, context)) ?? server.token
      if (!token) {
        throw new Failure('usage', 'A token is needed: create one in the dashboard and hand it over.', [
          `  ${url}/settings/tokens`,
          `  devflow login --url ${url} --token -`,
        ])
      }
      const { user } = await createClient({ url, token }).identity.me()
      saveLogin(config.credentialsPath, { url, token })
      terminal.line(`${terminal.style.colour('green', '✓')} Signed in to ${url} as ${terminal.style.bold(user.login)}.`)
    })

  program
    .command('logout')
    .description('forget the token kept for the server')
    .option('--url <address>', 'the server')
    .action((options: { url?: string }) => {
      const url = options.url?.replace(/\/+$/, '') ?? context.server.url
      const known = forgetLogin(config.credentialsPath, url)
      terminal.line(known ? `Forgot the token for ${url}.` : `There was no token kept for ${url}.`)
    })

  program
    .command('login-link')
    .description('print a link that signs you in to the dashboard, once')
    .action(async () => {
      const { code } = await context.client.identity.createLoginLink()
      terminal.line(`${context.server.url}/sign-in#code=${code}`)
    })

  program
    .command('whoami')
    .description('who the server takes you for')
    .option('--json', 'print the exact answer of the API')
    .action(async (options: { json?: boolean }) => {
      const me = await context.client.identity.me()
      if (options.json) return terminal.line(JSON.stringify(me, null, 2))
      const orgs = me.orgs.map((org) => `${org.slug} (${org.role})`).join(', ')
      terminal.line(`${terminal.style.bold(me.user.login)}${me.serverAdmin ? ', admin of the server' : ''}`)
      if (orgs) terminal.line(`acts in ${orgs}`)
    })
}

async function readToken(given: string | undefined, { world }: Context): Promise<string | undefined> {
  if (given !== '-') return given
  const token = (await text(world.stdin as AsyncIterable<Buffer>)).trim()
  if (!token) throw new Failure('usage', 'Standard input held no token.')
  return token
}
