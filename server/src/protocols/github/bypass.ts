import type { Principals, Project } from '#projects'
import type { Github } from './github.ts'
import { refused } from './ruleset-rules.ts'

/** Whom a ruleset does not bind, as GitHub writes it: by number. */
export interface WireActor {
  actor_id?: number | null | undefined
  actor_type: string
  bypass_mode?: string | undefined
}

export async function readBypass(
  github: Github,
  { org }: Pick<Project, 'org'>,
  actors: readonly WireActor[],
): Promise<Principals> {
  const bypass = { people: new Set<string>(), teams: new Set<string>(), apps: new Set<string>() }
  for (const { actor_id: id, actor_type: type, bypass_mode: mode = 'always' } of actors) {
    if (mode !== 'always') {
      throw refused(`bypass_actors: the mode ${JSON.stringify(mode.slice(0, 80))} is not kept here; use always.`)
    }
    const gone = () => refused(`bypass_actors: there is no ${type} ${id ?? 'without a number'} here; look its id up.`)
    if (type === 'User') {
      const account = id ? await github.identity.accounts.byDatabaseId(id) : undefined
      if (!account?.user) throw gone()
      bypass.people.add(account.login)
    } else if (type === 'Team') {
      const team = (await teamsOf(github, org)).find(({ databaseId }) => databaseId === id)
      if (!team) throw gone()
      bypass.teams.add(team.slug)
    } else if (type === 'Integration') {
      const app = id ? await github.apps.findByDatabaseId(id) : undefined
      if (!app) throw gone()
      bypass.apps.add(app.slug)
    } else {
      throw refused(
        `bypass_actors: ${JSON.stringify(type.slice(0, 80))} is not kept here; name a User, a Team or an Integration.`,
      )
    }
  }
  return { people: [...bypass.people], teams: [...bypass.teams], apps: [...bypass.apps] }
}

export async function printBypass(
  github: Github,
  { org }: Pick<Project, 'org'>,
  { people, teams, apps }: Principals,
): Promise<WireActor[]> {
  const always = (actor_type: string, actor_id: number | undefined): WireActor[] =>
    actor_id === undefined ? [] : [{ actor_id, actor_type, bypass_mode: 'always' }]
  const printed: WireActor[] = []
  for (const login of people)
    printed.push(...always('User', (await github.identity.accounts.byLogin(login))?.databaseId))
  const known = teams.length > 0 ? await teamsOf(github, org) : []
  for (const slug of teams) printed.push(...always('Team', known.find((team) => team.slug === slug)?.databaseId))
  for (const slug of apps) printed.push(...always('Integration', (await github.apps.findBySlug(slug))?.databaseId))
  return printed
}

function teamsOf(github: Github, org: string) {
  return github.kernel.db.system((tx) => github.identity.teams.list(tx, org))
}
