import { GitFailure } from '#git'
import { Problem } from '#kernel'
import { hostOf } from './address.ts'

/** What git prints, and what it means to the person who set the mirror up. The first that fits is said. */
const REASONS: [RegExp, (host: string) => string][] = [
  [
    /unable to update url base from redirection|requested URL returned error: 3\d\d/i,
    (host) => `${host} answers with the address of another place; use that address.`,
  ],
  [
    /Authentication failed|could not read (Username|Password)|requested URL returned error: 40[13]/i,
    (host) => `${host} did not accept the user and password; give a token that may read or write this repository.`,
  ],
  [
    /repository .*not found|There is no project|project .*could not be found|does not exist|requested URL returned error: 404|not appear to be a git repository|access denied or repository not exported/i,
    (host) => `${host} has no repository at this address, or shows it only to those who sign in.`,
  ],
  [
    /couldn't find remote ref (\S+)/i,
    (host) => `${host} does not have one of the refs that the mirror names; correct its list of refs.`,
  ],
  [
    /Could not resolve|Failed to connect|Connection (refused|timed out|reset)|Operation too slow|unable to connect|Couldn't connect|early EOF|hung up unexpectedly/i,
    (host) => `${host} could not be reached or broke off; it is tried again later.`,
  ],
  [
    /SSL certificate|server certificate|TLS/i,
    (host) => `The certificate of ${host} cannot be trusted; its operator has to renew it.`,
  ],
  [
    /fsck error|object corrupt|bad object|gitmodules/i,
    (host) => `The repository at ${host} holds an object that git refuses as broken or dangerous.`,
  ],
]

/** One sentence for people; the whole of what git said is in the log of the run. */
export function explainFailure(error: unknown, url: string): string {
  const host = hostOf(url)
  if (error instanceof Problem && error.code !== 'git.push') return error.message
  const said = error instanceof GitFailure ? error.stderr : error instanceof Problem ? error.message : undefined
  if (said === undefined) return 'The mirror could not be run because of a mistake in DevFlow; the log names it.'
  const reason = REASONS.find(([pattern]) => pattern.test(said))
  if (reason) return reason[1](host)
  if (/took longer than/.test(said)) return `${host} took longer than a mirror may take.`
  const last = said.trim().split('\n').at(-1) ?? ''
  return `git said: ${last.replace(/^(fatal|error): /, '').slice(0, 300)}`
}
