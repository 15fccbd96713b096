import type { HookMessage } from '#hooks'
import type { Pull } from '#pulls'
import type { Github } from '../github.ts'
import { printAccount } from '../print/account.ts'
import { printLabel, printMilestone, printPerson } from '../print/issue.ts'
import { type PullPlace, printPull, printSimplePull } from '../print/pull.ts'
import type { Repository } from '../print/repository.ts'
import { pullPlaceIn } from '../pulls.ts'
import { from, placeAround, type Teller } from './issues.ts'
import { asHookRepository, asPayload, type Family, type Telling } from './telling.ts'

type Extra = (data: Telling['event']['data'], pull: Pull, place: PullPlace) => object | undefined

/** Pull requests, and what happens to them as issues. */
export function pullFamily(github: Github): Family {
  const { verbs } = github.pulls

  const about =
    (action: string, extra: Extra = () => ({})): Teller =>
    async (telling) => {
      const { number } = telling.event.data
      const pull = await telling.read(verbs.get, { number })
      const place = await pullPlaceIn(github, telling, [pull])
      const more = extra(telling.event.data, pull, place)
      if (!more) return []
      const { items } = await telling.read(verbs.comments, { number })
      const whole = printPull(pull, { ...place, reviewComments: items.length })
      const printed = inHookRepository(whole)
      return [await telling.message('pull_request', action, { number, pull_request: printed, ...more })]
    }

  /** What issues and pull requests share is announced for both alike. */
  const asIssue =
    (action: string, extra?: Extra): Teller =>
    async (telling) =>
      telling.event.data.kind === 'pull' ? about(action, extra)(telling) : []

  const aboutReviewers =
    (action: string): Teller =>
    async (telling) => {
      const { reviewers, teams }: { reviewers: string[]; teams: string[] } = telling.event.data
      const messages: HookMessage[] = []
      for (const login of reviewers) {
        const account = await github.identity.accounts.byLogin(login)
        const extra = account && { requested_reviewer: printAccount(account, telling.urls) }
        messages.push(...(await about(action, () => extra)(telling)))
      }
      for (const slug of teams) {
        const extra: Extra = (_, pull, place) => {
          const team = printSimplePull({ ...pull, reviewTeams: [slug] }, place).requested_teams[0]
          return team && { requested_team: printHookTeam(team) }
        }
        messages.push(...(await about(action, extra)(telling)))
      }
      return messages
    }

  const assignee: Teller = async (telling) => {
    const { assignee: person } = telling.event.data
    const place = await placeAround(github, telling, [person])
    const action = telling.event.name === 'issue.assigned' ? 'assigned' : 'unassigned'
    return asIssue(action, () => ({ assignee: printPerson(person, place) }))(telling)
  }

  /** One that was taken away is no longer on the pull request, but still the project's. */
  const label: Teller = async (telling) => {
    const { label: id, kind } = telling.event.data
    if (kind !== 'pull') return []
    const { items } = await telling.read(github.issues.verbs.labels, { limit: 100 })
    const found = items.find((each) => each.id === id)
    const action = telling.event.name === 'issue.labeled' ? 'labeled' : 'unlabeled'
    return about(action, (_, __, place) => found && { label: printLabel(found, place) })(telling)
  }

  /** It no longer says which milestone it was taken out of, and receivers look there. */
  const demilestoned: Teller = async (telling) => {
    if (telling.event.data.kind !== 'pull') return []
    const milestone = await telling.read(github.issues.verbs.getMilestone, {
      milestone: telling.event.data.milestoneNumber,
    })
    const place = await placeAround(github, telling, [milestone.creator])
    const printed = printMilestone(milestone, place)
    const [message] = await about('demilestoned', () => ({ milestone: printed }))(telling)
    if (!message) return []
    const pull = { ...(message.payload.pull_request as object), milestone: asPayload(printed) }
    return [{ ...message, payload: { ...message.payload, pull_request: pull } }]
  }

  return {
    names: ['pull_request'],
    tell: {
      'pull.opened': about('opened'),
      'pull.updated': about('synchronize', ({ before, head }) => ({ before, after: head.sha })),
      'pull.edited': about('edited', ({ before }) => ({
        changes: { base: { ref: { from: before.branch }, sha: { from: before.sha } } },
      })),
      'pull.ready': about('ready_for_review'),
      'pull.drafted': about('converted_to_draft'),
      'pull.review_requested': aboutReviewers('review_requested'),
      'pull.review_request_removed': aboutReviewers('review_request_removed'),
      'pull.merged': about('closed'),
      'pull.closed': about('closed'),
      'pull.reopened': about('reopened'),
      'pull.auto_merge_enabled': about('auto_merge_enabled', () => ({ reason: '' })),
      'pull.auto_merge_disabled': about('auto_merge_disabled', ({ reason }) => ({ reason })),
      'issue.edited': asIssue('edited', ({ changes }) => ({ changes: from(changes) })),
      'issue.labeled': label,
      'issue.unlabeled': label,
      'issue.assigned': assignee,
      'issue.unassigned': assignee,
      'issue.milestoned': asIssue('milestoned', (_, { milestone }, place) =>
        milestone ? { milestone: printMilestone(milestone, place) } : undefined,
      ),
      'issue.demilestoned': demilestoned,
      'issue.locked': asIssue('locked'),
      'issue.unlocked': asIssue('unlocked'),
    },
  }
}

/** Payloads show both sides with the repository as payloads have it. */
export function inHookRepository<P extends { head: Side; base: Side; requested_teams?: object[] | null | undefined }>(
  pull: P,
) {
  const side = ({ repo, ...rest }: Side) => ({ ...rest, repo: repo && asHookRepository(repo as Repository) })
  return {
    ...pull,
    head: side(pull.head),
    base: side(pull.base),
    requested_teams: (pull.requested_teams ?? []).map(printHookTeam),
  }
}

interface Side {
  repo: object | null
}

export function printHookTeam(team: object) {
  const { type, organization_id, parent, notification_setting, ...rest } = team as Record<string, unknown>
  return rest
}
