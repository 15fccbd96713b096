import { type VerbContext, verb } from '#kernel'
import type { Project } from '#projects'
import type { Desk, PullsDeps } from './desk.ts'
import { pullClosed, pullDrafted, pullReady, pullReopened, reviewRequested } from './events.ts'
import { fetchHead, printHead } from './head.ts'
import { measure } from './present.ts'
import { Pull } from './pull.ts'
import { askableOwners, noBranch, PullAddress, pairTaken, tipOf } from './pull-verbs.ts'
import { type PullRow, selectOpenPair, updatePull } from './pulls.sql.ts'
import { nextState } from './state.ts'

/** From draft to open and back, closed and opened again: by its author, or by those who may write. */
export function createStateVerbs(
  { projects, issues, git }: PullsDeps,
  desk: Desk,
  afterOpen: (context: VerbContext, pull: PullRow) => Promise<void>,
) {
  const common = { input: PullAddress, output: Pull, needs: 'pulls:create', scope: projects.changeScope }

  async function close(context: VerbContext, pull: PullRow): Promise<PullRow> {
    const closed = await updatePull(context.tx, pull, { state: nextState(pull, 'close'), autoMerge: null })
    const issue = await issues.setState(context, pull.issue, { state: 'closed' })
    desk.tell(context, pullClosed, closed, { reason: `closed by ${context.actor.name}` })
    return { ...closed, issue }
  }

  async function reopen(context: VerbContext, pull: PullRow): Promise<PullRow> {
    const { tx } = context
    const state = nextState(pull, 'reopen')
    const [head, base] = [await fetchHead(git, pull.project, pull), await tipOf(git, pull.project, pull.baseBranch)]
    if (!head) throw noBranch(printHead(pull))
    if (await selectOpenPair(tx, pull)) throw pairTaken(printHead(pull), pull.baseBranch)
    const measures = await measure(git, pull.project, { base, head })
    const opened = await updatePull(tx, pull, {
      state: pull.issue.draft ? 'draft' : state,
      headSha: head,
      ...measures,
    })
    const issue = await issues.setState(context, pull.issue, { state: 'open' })
    if (head !== pull.headSha) await desk.chronicle.pushed(context, opened, pull.headSha)
    desk.tell(context, pullReopened, opened)
    await afterOpen(context, opened)
    return { ...opened, issue }
  }

  async function setDraft(context: VerbContext, project: Project, pull: PullRow, draft: boolean): Promise<PullRow> {
    const state = nextState(pull, draft ? 'draft' : 'ready')
    const owners = draft ? undefined : askableOwners(pull.codeOwners, pull.issue.author.name)
    const reviewers = [...new Set([...pull.reviewers, ...(owners?.reviewers ?? [])])]
    const reviewTeams = [...new Set([...pull.reviewTeams, ...(owners?.teams ?? [])])]
    const changed = await updatePull(context.tx, pull, { state, reviewers, reviewTeams })
    const issue = await issues.edit(context, project, pull.issue, { draft })
    await desk.chronicle.note(context, pull, draft ? 'convert_to_draft' : 'ready_for_review')
    desk.tell(context, draft ? pullDrafted : pullReady, changed)
    const asked = {
      reviewers: reviewers.filter((name) => !pull.reviewers.includes(name)),
      teams: reviewTeams.filter((team) => !pull.reviewTeams.includes(team)),
    }
    await desk.chronicle.asked(context, changed, 'review_requested', asked)
    if (asked.reviewers.length + asked.teams.length > 0) desk.tell(context, reviewRequested, changed, asked)
    return { ...changed, issue }
  }

  /** The verb that moves a pull request: opens it, asks whose it is, moves and shows it. */
  const moving = (move: (context: VerbContext, project: Project, pull: PullRow) => Promise<PullRow>) =>
    async function run(context: VerbContext, address: { owner: string; name: string; number: number }): Promise<Pull> {
      const { project, pull } = await desk.open(context.tx, address)
      await desk.refuseOthers(context, project, pull)
      return desk.present(context.tx, project, await move(context, project, pull))
    }

  const verbs = {
    ready: verb({
      name: 'pulls.ready',
      http: 'POST /projects/:owner/:name/pulls/:number/ready',
      summary: 'Mark a draft ready for review',
      ...common,
      emits: [pullReady.name, reviewRequested.name],
      run: moving((context, project, pull) => setDraft(context, project, pull, false)),
    }),

    draft: verb({
      name: 'pulls.draft',
      http: 'POST /projects/:owner/:name/pulls/:number/draft',
      summary: 'Make a pull request a draft again',
      ...common,
      emits: [pullDrafted.name],
      run: moving((context, project, pull) => setDraft(context, project, pull, true)),
    }),

    close: verb({
      name: 'pulls.close',
      http: 'POST /projects/:owner/:name/pulls/:number/close',
      summary: 'Close a pull request without merging it',
      ...common,
      emits: [pullClosed.name],
      run: moving((context, _project, pull) => close(context, pull)),
    }),

    reopen: verb({
      name: 'pulls.reopen',
      http: 'POST /projects/:owner/:name/pulls/:number/reopen',
      summary: 'Reopen a closed pull request',
      ...common,
      emits: [pullReopened.name],
      run: moving((context, _project, pull) => reopen(context, pull)),
    }),
  }
  return { verbs, close, reopen }
}
