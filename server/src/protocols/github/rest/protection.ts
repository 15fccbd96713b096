import { z } from 'zod'
import { Problem } from '#kernel'
import { type Principals, type Project, ProtectionRule } from '#projects'
import type { Github } from '../github.ts'
import { printIntegration } from '../print/app.ts'
import { repoUrl } from '../print/commit.ts'
import {
  type PrintedApp,
  type ProtectionPlace,
  printAdmins,
  printProtection,
  printRequiredSignatures,
  printRestrictions,
  printReviewDemands,
  printStatusChecks,
  pushersOf,
} from '../print/protection.ts'
import { type Ask, answer, type Rest } from '../rest.ts'

const Checks = z.object({
  strict: z.boolean().optional(),
  contexts: z.array(z.string()).optional(),
  checks: z.array(z.object({ context: z.string() })).optional(),
})
const Reviews = z.object({
  require_code_owner_reviews: z.boolean().optional(),
  required_approving_review_count: z.number().int().min(0).max(6).optional(),
  require_last_push_approval: z.boolean().optional(),
  bypass_pull_request_allowances: z
    .object({ users: z.array(z.string()), teams: z.array(z.string()), apps: z.array(z.string()) })
    .partial()
    .optional(),
})
const Protection = z.object({
  required_status_checks: Checks.nullable(),
  enforce_admins: z.boolean().nullable(),
  required_pull_request_reviews: Reviews.nullable(),
  restrictions: z
    .object({ users: z.array(z.string()), teams: z.array(z.string()), apps: z.array(z.string()).default([]) })
    .nullable(),
  required_linear_history: z.boolean().nullish(),
  allow_force_pushes: z.boolean().nullish(),
  allow_deletions: z.boolean().nullish(),
  block_creations: z.boolean().nullish(),
  required_conversation_resolution: z.boolean().nullish(),
  lock_branch: z.boolean().nullish(),
})
/** A list of names, by itself or under `contexts`. */
const Contexts = z.union([z.array(z.string()), z.object({ contexts: z.array(z.string()) })])

const BRANCH = '/repos/:owner/:repo/branches/:branch{.+}/protection'

/** The protection of one branch: the rule of the project's settings whose pattern is its name. */
export function protectionRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.projects
  const isFor = (branch: string) => (rule: ProtectionRule) =>
    rule.target === 'branch' && rule.pattern === branch && rule.ruleset === null

  /** Who may not change the settings does not read the rules either, as on GitHub. */
  async function find(ask: Ask): Promise<{ project: Project; rule: ProtectionRule | undefined }> {
    const { items } = await ask.call(github.git.verbs.branches, ask.repo())
    const branch = ask.param('branch')
    if (!items.some(({ name }) => name === branch)) {
      throw new Problem('not_found', 'github.no_branch', `There is no branch ${branch}; push it first.`)
    }
    const project = await ask.call(verbs.get, ask.repo())
    return { project: project as Project, rule: project.settings.protection.find(isFor(branch)) }
  }

  async function get(ask: Ask): Promise<{ project: Project; rule: ProtectionRule }> {
    const { project, rule } = await find(ask)
    if (rule) return { project, rule }
    throw new Problem('not_found', 'github.not_protected', 'Branch not protected: put a protection on it first.')
  }

  async function save(ask: Ask, project: Project, rule: ProtectionRule | undefined): Promise<void> {
    const others = project.settings.protection.filter((other) => !isFor(ask.param('branch'))(other))
    const protection = rule ? [...others, rule] : others
    await ask.call(verbs.update, { ...ask.repo(), settings: { protection } })
  }

  async function placeOf(ask: Ask, { pushers }: ProtectionRule, { owner, org }: Project): Promise<ProtectionPlace> {
    const people = new Map<string, NonNullable<Awaited<ReturnType<typeof github.identity.accounts.byLogin>>>>()
    for (const login of pushers?.people ?? []) {
      const account = await github.identity.accounts.byLogin(login)
      if (account) people.set(login.toLowerCase(), account)
    }
    const apps = new Map<string, PrintedApp>()
    for (const slug of pushers?.apps ?? []) {
      const app = await ask.call(github.apps.verbs.owned.find, { app: slug }).catch(unlessMissing)
      const by = app && (await github.identity.accounts.byId(app.org))
      // Here the description is a text, also where there is none.
      if (by) apps.set(slug, { ...printIntegration(app, by, ask.urls), description: app.description })
    }
    const teams = await github.kernel.db.system((tx) => github.identity.teams.list(tx, org))
    return {
      url: `${repoUrl(ask.urls, ask.repo())}/branches/${encodeURIComponent(ask.param('branch'))}/protection`,
      owner: (await github.identity.accounts.byLogin(owner))!,
      people,
      apps,
      teams: new Map(teams.map((team) => [team.slug, team])),
      urls: ask.urls,
    }
  }

  async function show(ask: Ask, rule: ProtectionRule, project: Project) {
    return printProtection(rule, await placeOf(ask, rule, project))
  }

  /** Reads the rule, changes a part of it, and shows that part. */
  const changing =
    <T>(
      change: (ask: Ask, rule: ProtectionRule) => Promise<Partial<ProtectionRule>>,
      print: (rule: ProtectionRule, place: ProtectionPlace) => T,
    ) =>
    async (ask: Ask): Promise<T> => {
      const { project, rule } = await get(ask)
      const changed = { ...rule, ...(await change(ask, rule)) }
      await save(ask, project, changed)
      return print(changed, await placeOf(ask, changed, project))
    }

  const removing = (change: (rule: ProtectionRule) => Partial<ProtectionRule>) => async (ask: Ask) => {
    const { project, rule } = await get(ask)
    await save(ask, project, { ...rule, ...change(rule) })
    return answer(204)
  }

  rest.get(BRANCH, async (ask) => {
    const { project, rule } = await get(ask)
    return show(ask, rule, project)
  })

  rest.put(BRANCH, async (ask) => {
    const { project, rule: earlier } = await find(ask)
    const wanted = await ask.body(Protection)
    const reviews = wanted.required_pull_request_reviews
    const rule = ProtectionRule.parse({
      bypass: earlier?.bypass ?? {},
      // It has an address of its own, and GitHub does not take it here.
      requireSigned: earlier?.requireSigned ?? false,
      pattern: ask.param('branch'),
      ...checksOf(wanted.required_status_checks ?? {}),
      requirePull: reviews !== null,
      ...reviewsOf(reviews ?? {}),
      pushers: wanted.restrictions && principalsOf(wanted.restrictions),
      linearHistory: wanted.required_linear_history ?? false,
      allowForcePush: wanted.allow_force_pushes ?? false,
      allowDeletion: wanted.allow_deletions ?? false,
      allowCreation: !(wanted.block_creations ?? false),
      requireResolved: wanted.required_conversation_resolution ?? false,
      locked: wanted.lock_branch ?? false,
    })
    await save(ask, project, rule)
    return show(ask, rule, project)
  })

  rest.delete(BRANCH, async (ask) => {
    const { project } = await get(ask)
    await save(ask, project, undefined)
    return answer(204)
  })

  const CHECKS = `${BRANCH}/required_status_checks`
  rest.get(CHECKS, changeless(printStatusChecks))
  rest.patch(
    CHECKS,
    changing(async (ask, rule) => ({ ...rule, ...checksOf(await ask.body(Checks), rule) }), printStatusChecks),
  )
  rest.delete(
    CHECKS,
    removing(() => ({ requiredChecks: [], strictChecks: false })),
  )
  const named = (rule: ProtectionRule) => rule.requiredChecks
  const listed = async (ask: Ask) => {
    const given = await ask.body(Contexts)
    return Array.isArray(given) ? given : given.contexts
  }
  rest.get(`${CHECKS}/contexts`, changeless(named))
  rest.put(
    `${CHECKS}/contexts`,
    changing(async (ask) => ({ requiredChecks: await listed(ask) }), named),
  )
  rest.post(
    `${CHECKS}/contexts`,
    changing(
      async (ask, rule) => ({ requiredChecks: [...new Set([...rule.requiredChecks, ...(await listed(ask))])] }),
      named,
    ),
  )
  rest.delete(
    `${CHECKS}/contexts`,
    changing(async (ask, rule) => {
      const gone = new Set(await listed(ask))
      return { requiredChecks: rule.requiredChecks.filter((name) => !gone.has(name)) }
    }, named),
  )

  const REVIEWS = `${BRANCH}/required_pull_request_reviews`
  rest.get(REVIEWS, changeless(printReviewDemands))
  rest.patch(
    REVIEWS,
    changing(async (ask) => ({ requirePull: true, ...reviewsOf(await ask.body(Reviews)) }), printReviewDemands),
  )
  rest.delete(
    REVIEWS,
    removing(() => ({ requirePull: false, requiredApprovals: 0, requireCodeOwners: false })),
  )

  const SIGNATURES = `${BRANCH}/required_signatures`
  rest.get(SIGNATURES, changeless(printRequiredSignatures))
  rest.post(
    SIGNATURES,
    changing(async () => ({ requireSigned: true }), printRequiredSignatures),
  )
  rest.delete(
    SIGNATURES,
    removing(() => ({ requireSigned: false })),
  )

  // Rules bind admins here, too; who may go past one is named in it.
  const ADMINS = `${BRANCH}/enforce_admins`
  rest.get(ADMINS, changeless(printAdmins))
  rest.post(
    ADMINS,
    changing(async () => ({}), printAdmins),
  )
  rest.delete(ADMINS, async (ask) => {
    await get(ask)
    throw new Problem(
      'invalid',
      'github.enforce_admins',
      'Rules bind admins here, too; name those who may go past this one in "bypass_pull_request_allowances".',
    )
  })

  const RESTRICTIONS = `${BRANCH}/restrictions`
  rest.get(RESTRICTIONS, changeless(printRestrictions))
  rest.delete(
    RESTRICTIONS,
    removing(() => ({ pushers: null })),
  )
  for (const [word, kind] of [
    ['users', 'people'],
    ['teams', 'teams'],
    ['apps', 'apps'],
  ] as const) {
    const shown = (rule: ProtectionRule, place: ProtectionPlace) => printRestrictions(rule, place)[word]
    const changed = (change: (now: string[], given: string[]) => string[]) =>
      changing(async (ask, rule) => {
        const pushers = pushersOf(rule)
        return { pushers: { ...pushers, [kind]: change(pushers[kind], await namesIn(ask, word)) } }
      }, shown)
    rest.get(`${RESTRICTIONS}/${word}`, changeless(shown))
    rest.put(
      `${RESTRICTIONS}/${word}`,
      changed((_, given) => given),
    )
    rest.post(
      `${RESTRICTIONS}/${word}`,
      changed((now, given) => [...now, ...given.filter((name) => !isIn(now, name))]),
    )
    rest.delete(
      `${RESTRICTIONS}/${word}`,
      changed((now, given) => now.filter((name) => !isIn(given, name))),
    )
  }

  function changeless<T>(print: (rule: ProtectionRule, place: ProtectionPlace) => T) {
    return async (ask: Ask): Promise<T> => {
      const { project, rule } = await get(ask)
      return print(rule, await placeOf(ask, rule, project))
    }
  }
}

function checksOf({ strict, contexts, checks }: z.output<typeof Checks>, rule?: ProtectionRule) {
  const named = checks?.map(({ context }) => context) ?? contexts ?? rule?.requiredChecks ?? []
  return { requiredChecks: [...new Set(named)], strictChecks: strict ?? rule?.strictChecks ?? false }
}

function reviewsOf(given: z.output<typeof Reviews>): Partial<ProtectionRule> {
  const bypass = given.bypass_pull_request_allowances
  return {
    ...(given.required_approving_review_count === undefined
      ? {}
      : { requiredApprovals: given.required_approving_review_count }),
    ...(given.require_code_owner_reviews === undefined ? {} : { requireCodeOwners: given.require_code_owner_reviews }),
    ...(given.require_last_push_approval === undefined
      ? {}
      : { requireLastPushApproval: given.require_last_push_approval }),
    ...(bypass ? { bypass: principalsOf({ users: [], teams: [], apps: [], ...bypass }) } : {}),
  }
}

function unlessMissing(error: unknown): undefined {
  if (!(error instanceof Problem && error.kind === 'not_found')) throw error
}

async function namesIn(ask: Ask, word: string): Promise<string[]> {
  const Names = z.array(z.string()).max(100)
  const given = await ask.body(z.union([Names, z.object({ [word]: Names })]))
  return [...new Set(Array.isArray(given) ? given : given[word])]
}

function isIn(names: readonly string[], name: string): boolean {
  return names.some((each) => each.toLowerCase() === name.toLowerCase())
}

function principalsOf(given: { users: string[]; teams: string[]; apps: string[] }): Principals {
  return { people: given.users, teams: given.teams, apps: given.apps }
}
