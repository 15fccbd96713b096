import type { TimelineEntry } from '#issues'
import type { Github } from '../github.ts'
import { peopleInIssue, placeOf, projectOf } from '../issues.ts'
import { printIssue } from '../print/issue.ts'
import { peopleIn, printEvent, printTimelineEntry, type TimelinePlace } from '../print/issue-event.ts'
import { accountsOf } from '../pulls.ts'
import { type Ask, pageOf, type Rest } from '../rest.ts'
import { address } from './issues.ts'

/** What happened to issues. */
export function issueEventRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.issues

  rest.get('/repos/:owner/:repo/issues/events', async (ask) => {
    const list = await ask.call(verbs.allEvents, { ...ask.repo(), ...ask.page })
    return pageOf(ask, await withIssues(ask, list.items), list)
  })

  rest.get('/repos/:owner/:repo/issues/events/:entry', async (ask) => {
    const entry = await ask.call(verbs.getEvent, { ...ask.repo(), entry: String(ask.number('entry')) })
    return (await withIssues(ask, [entry]))[0]
  })

  rest.get('/repos/:owner/:repo/issues/:number/events', async (ask) => {
    const list = await ask.call(verbs.events, { ...address(ask), ...ask.page })
    const place = await placeFor(ask, list.items)
    return pageOf(
      ask,
      list.items.map((entry) => printEvent(entry, place)),
      list,
    )
  })

  rest.get('/repos/:owner/:repo/issues/:number/timeline', async (ask) => {
    const list = await ask.call(verbs.timeline, { ...address(ask), ...ask.page })
    const place = await placeFor(ask, list.items)
    const { number } = address(ask)
    return pageOf(
      ask,
      list.items.map((entry) => printTimelineEntry(entry, number, place)),
      list,
    )
  })

  /** Each with the issue it happened to. */
  async function withIssues(ask: Ask, entries: readonly TimelineEntry[]) {
    const place = await placeFor(ask, entries)
    return entries.map((entry) => ({
      ...printEvent(entry, place),
      ...(entry.issue ? { issue: printIssue(entry.issue, place) } : {}),
    }))
  }

  async function placeFor(ask: Ask, entries: readonly TimelineEntry[]): Promise<TimelinePlace> {
    const issues = entries.flatMap(({ issue, source }) => [issue, source].filter((one) => one !== null))
    const reviews = entries.some(({ name }) => name === 'reviewed')
      ? (await ask.call(github.pulls.verbs.reviews, address(ask))).items
      : []
    const actors = [
      ...entries.flatMap(peopleIn),
      ...issues.flatMap(peopleInIssue),
      ...reviews.map(({ reviewer }) => reviewer),
    ]
    const logins = entries.flatMap(({ data }) => (typeof data.requested === 'string' ? data.requested : []))
    return {
      ...(await placeOf(github, ask, await projectOf(github, ask), actors)),
      requested: await accountsOf(github, logins),
      reviews: new Map(reviews.map((review) => [review.id, review])),
    }
  }
}
