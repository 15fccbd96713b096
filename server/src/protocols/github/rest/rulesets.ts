import { z } from 'zod'
import { grants, Problem } from '#kernel'
import { type Project, ProtectionRule, rulesFor } from '#projects'
import { printBypass, readBypass } from '../bypass.ts'
import type { Github } from '../github.ts'
import { printNodeId } from '../node-id.ts'
import { repoUrl } from '../print/commit.ts'
import { type Ask, answer, pageOf, pageOfAll, type Rest } from '../rest.ts'
import { printNames, readNames } from '../ruleset-names.ts'
import { printRules, readRules, refused } from '../ruleset-rules.ts'

const Names = z.array(z.string().min(1).max(200)).max(50)
/** All of it may be left out of a change. */
const Body = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  target: z.string().optional(),
  enforcement: z.string().optional(),
  bypass_actors: z
    .array(
      z.strictObject({
        actor_id: z.number().int().nullish(),
        actor_type: z.string(),
        bypass_mode: z.string().optional(),
      }),
    )
    .max(100)
    .optional(),
  conditions: z
    .strictObject({ ref_name: z.strictObject({ include: Names.default([]), exclude: Names.default([]) }) })
    .optional(),
  rules: z
    .array(z.strictObject({ type: z.string(), parameters: z.record(z.string(), z.unknown()).optional() }))
    .max(50)
    .optional(),
})
type Body = z.output<typeof Body>

type RulesetInfo = NonNullable<ProtectionRule['ruleset']>
/** The settings keep a rule for each pattern; those of one ruleset differ in nothing else. */
type Ruleset = [ProtectionRule, ...ProtectionRule[]]

const RULESETS = '/repos/:owner/:repo/rulesets'

/** GitHub's rulesets, kept among the rules of the project's settings. */
export function rulesetRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.projects

  const projectOf = async (ask: Ask) => (await ask.call(verbs.get, ask.repo())) as Project

  async function find(ask: Ask): Promise<{ project: Project; ruleset: Ruleset }> {
    const project = await projectOf(ask)
    const id = ask.number('id')
    const ruleset = rulesetsOf(project).find(([first]) => first.ruleset?.id === id)
    if (ruleset) return { project, ruleset }
    throw new Problem('not_found', 'rulesets.not_found', `There is no ruleset ${id} here; list them to see which are.`)
  }

  /** Puts the rules of one ruleset in the place of what it had. */
  async function save(ask: Ask, project: Project, id: number, rules: ProtectionRule[]): Promise<void> {
    const others = project.settings.protection.filter(({ ruleset }) => ruleset?.id !== id)
    await ask.call(verbs.update, { ...ask.repo(), settings: { protection: [...others, ...rules] } })
  }

  async function read(project: Project, body: Body, info: Omit<RulesetInfo, 'name' | 'followsDefault'>) {
    const { name, target = 'branch', enforcement, conditions, rules = [], bypass_actors: actors = [] } = body
    if (!name) throw refused('name: a ruleset needs one.')
    if (target !== 'branch' && target !== 'tag') {
      throw refused(`target: ${JSON.stringify(target.slice(0, 80))} is not kept here; use branch or tag.`)
    }
    if (enforcement === 'evaluate') {
      throw refused('enforcement: evaluate is not kept here, because rules are not tried out; use active or disabled.')
    }
    if (enforcement !== 'active' && enforcement !== 'disabled') throw refused('enforcement: use active or disabled.')
    const namesake = rulesetsOf(project).find(([{ ruleset }]) => ruleset?.name === name && ruleset.id !== info.id)
    if (namesake) throw refused(`name: there is a ruleset ${JSON.stringify(name)} already; choose another name.`)
    const { include, exclude } = readNames(conditions?.ref_name ?? { include: [], exclude: [] }, {
      target,
      defaultBranch: project.defaultBranch,
    })
    const demands = readRules(rules, target)
    const bypass = await readBypass(github, project, actors)
    return include.map(({ pattern, followsDefault }) =>
      ProtectionRule.parse({
        ...demands,
        pattern,
        target,
        exclude,
        enabled: enforcement === 'active',
        bypass,
        ruleset: { ...info, name, followsDefault },
      }),
    ) as Ruleset
  }

  async function print(ask: Ask, project: Project, ruleset: Ruleset) {
    const [{ bypass }] = ruleset
    const { permissions } = await ask.call(verbs.powers, ask.repo())
    const mayBypass = ask.actor !== undefined && (await github.projects.isAmong(ask.actor, project, bypass))
    return {
      ...printSummary(ask, project, ruleset),
      ...partsOf(ruleset),
      // Whom it does not bind is told to those who could change it, as on GitHub.
      ...(grants(permissions, 'projects:write') ? { bypass_actors: await printBypass(github, project, bypass) } : {}),
      current_user_can_bypass: mayBypass ? 'always' : 'never',
    }
  }

  rest.get(RULESETS, async (ask) => {
    const project = await projectOf(ask)
    const targets = ask.query('targets')?.split(',')
    const wanted = rulesetsOf(project).filter(([{ target }]) => !targets || targets.includes(target))
    const { items, total } = pageOfAll(ask, wanted)
    return pageOf(
      ask,
      items.map((ruleset) => printSummary(ask, project, ruleset)),
      { total },
    )
  })

  rest.post(RULESETS, async (ask) => {
    const project = await projectOf(ask)
    const now = new Date().toISOString()
    // A number that was given is not given again, also when its ruleset is gone.
    const id = Math.max(Date.now(), ...rulesetsOf(project).map(([{ ruleset }]) => ruleset!.id + 1))
    const ruleset = await read(project, await ask.body(Body), { id, createdAt: now, updatedAt: now })
    await save(ask, project, id, ruleset)
    return answer(201, await print(ask, project, ruleset))
  })

  rest.get(`${RULESETS}/:id`, async (ask) => {
    const { project, ruleset } = await find(ask)
    return print(ask, project, ruleset)
  })

  rest.put(`${RULESETS}/:id`, async (ask) => {
    const { project, ruleset: earlier } = await find(ask)
    const { id, name, createdAt } = earlier[0].ruleset!
    const { target, enabled, bypass } = earlier[0]
    const body = await ask.body(Body)
    const changed = await read(
      project,
      { name, target, enforcement: printEnforcement(enabled), ...partsOf(earlier), ...body },
      { id, createdAt, updatedAt: new Date().toISOString() },
    )
    // Names that have no number, such as an app's that is gone, stay until the list is given anew.
    const ruleset = (body.bypass_actors ? changed : changed.map((rule) => ({ ...rule, bypass }))) as Ruleset
    await save(ask, project, id, ruleset)
    return print(ask, project, ruleset)
  })

  rest.delete(`${RULESETS}/:id`, async (ask) => {
    const { project } = await find(ask)
    await save(ask, project, ask.number('id'), [])
    return answer(204)
  })

  rest.get('/repos/:owner/:repo/rules/branches/:branch{.+}', async (ask) => {
    const project = await projectOf(ask)
    const rules = rulesFor(project.settings.protection, { target: 'branch', name: ask.param('branch') })
    const printed = rulesetsAmong(rules).flatMap(([rule]) =>
      printRules(rule).map((each) => ({
        ...each,
        ruleset_source_type: 'Repository',
        ruleset_source: `${project.owner}/${project.name}`,
        ruleset_id: rule.ruleset!.id,
      })),
    )
    const { items, total } = pageOfAll(ask, printed)
    return pageOf(ask, items, { total })
  })
}

function printSummary(ask: Ask, { id: project, owner, name: repo }: Project, [first]: Ruleset) {
  const { id, name, createdAt, updatedAt } = first.ruleset!
  return {
    id,
    name,
    target: first.target,
    source_type: 'Repository',
    source: `${owner}/${repo}`,
    enforcement: printEnforcement(first.enabled),
    node_id: printNodeId('Ruleset', `${project}:${id}`),
    _links: { self: { href: `${repoUrl(ask.urls, ask.repo())}/rulesets/${id}` }, html: null },
    created_at: createdAt,
    updated_at: updatedAt,
  }
}

function partsOf(ruleset: Ruleset) {
  const { include, exclude } = printNames(ruleset)
  return { conditions: { ref_name: { include: [...include], exclude: [...exclude] } }, rules: printRules(ruleset[0]) }
}

function printEnforcement(enabled: boolean): 'active' | 'disabled' {
  return enabled ? 'active' : 'disabled'
}

function rulesetsOf({ settings }: Project): Ruleset[] {
  return rulesetsAmong(settings.protection)
}

function rulesetsAmong(rules: readonly ProtectionRule[]): Ruleset[] {
  const found = new Map<number, Ruleset>()
  for (const rule of rules) {
    if (!rule.ruleset) continue
    const known = found.get(rule.ruleset.id)
    if (known) known.push(rule)
    else found.set(rule.ruleset.id, [rule])
  }
  return [...found.values()]
}
