import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { findProject } from '../verbs/project.ts'

/** `devflow status`: where commands go, as whom, and about which project. */
export function addStatus(program: Command, context: Context): void {
  const { terminal, world } = context
  program
    .command('status')
    .description('where commands go, as whom, and about which project')
    .option('--json', 'print it as JSON')
    .action(async (options: { json?: boolean }) => {
      const { url, tokenFrom } = context.server
      const { user } = await context.client.identity.me()
      const project = findProject(world.cwd, url)
      const address = project && `${project.owner}/${project.name}`
      if (options.json) {
        terminal.line(JSON.stringify({ url, user, tokenFrom: tokenFrom ?? null, project: address ?? null }, null, 2))
        return
      }
      const { style } = terminal
      const row = (label: string, value: string) => terminal.line(`${style.dim(label.padEnd(9))}${value}`)
      row('server', `${url}  ${style.colour('green', '✓ answers')}`)
      row('you', `${user.login}  ${style.dim(`token from ${tokenFrom}`)}`)
      row('project', address ?? style.dim('none: this folder is not pushed to this server'))
    })
}
