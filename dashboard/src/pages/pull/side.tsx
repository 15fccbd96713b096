import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Address } from '../../api/client.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import { issues } from '../../api/issues.ts'
import { type Pull, type PullReview, pulls } from '../../api/pulls.ts'
import { useMay } from '../../frame/role.tsx'
import { Actor } from '../../parts/actor.tsx'
import { MenuOption } from '../../parts/menu.tsx'
import { ProblemLine } from '../../parts/problem.tsx'
import { StatusIcon } from '../../parts/status.tsx'
import { Chosen, Fact, type Facts, Nothing, without } from '../issue/pickers.tsx'
import { verdicts } from './verdicts.ts'

/** Who looks at it and what it belongs to. */
export function Side({ project, pull, reviews }: { project: Address; pull: Pull; reviews: readonly PullReview[] }) {
  const client = useQueryClient()
  const tends = useMay(project, 'pulls:write')
  const people = useQuery(forgeQueries.assignable(project))
  const act = useMutation({
    mutationFn: (run: () => Promise<unknown>) => run(),
    onSuccess: () =>
      Promise.all(
        ['issues', 'pulls'].map((noun) => client.invalidateQueries({ queryKey: [noun, project.owner, project.name] })),
      ),
  })
  const facts: Facts = {
    labels: pull.labels.map(({ name }) => name),
    assignees: pull.assignees.map(({ name }) => name),
    milestone: pull.milestone?.number ?? null,
  }
  const said = [...new Map(reviews.filter(isSent).map((review) => [review.reviewer.id, review])).values()]
  const waiting = [...pull.reviewers, ...pull.reviewTeams]
  return (
    <aside aria-label="About this pull request" className="flex min-w-0 flex-col gap-6">
      <Fact
        label="Reviewers"
        menu={
          tends &&
          people.data?.items
            .filter(({ name }) => name !== pull.author.name)
            .map(({ id, name }) => (
              <MenuOption
                key={id}
                chosen={pull.reviewers.includes(name)}
                onSelect={() =>
                  act.mutate(() => pulls.askReviewers(project, pull.number, without(pull.reviewers, name)))
                }
              >
                {name}
              </MenuOption>
            ))
        }
      >
        {said.map(({ id, reviewer, verdict }) => (
          <span key={id} className="flex items-center gap-2 text-sm">
            <Actor actor={reviewer} />
            <StatusIcon status={verdicts[verdict].status} className="ml-auto size-4" />
            <span className="sr-only">{verdicts[verdict].word}</span>
          </span>
        ))}
        {waiting.map((name) => (
          <span key={name} className="flex items-center gap-2 text-sm">
            <Actor actor={{ kind: 'person', name }} />
            <StatusIcon status="waiting" className="ml-auto size-4" />
            <span className="sr-only">asked</span>
          </span>
        ))}
        {said.length + waiting.length === 0 && <Nothing>Nobody was asked</Nothing>}
      </Fact>
      <Chosen
        project={project}
        facts={facts}
        onChange={tends ? (change) => act.mutate(() => issues.edit(project, pull.number, change)) : undefined}
      />
      <ProblemLine error={act.error} />
    </aside>
  )
}

const isSent = ({ state }: PullReview) => state === 'submitted'
