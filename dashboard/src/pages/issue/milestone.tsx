import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import { type Milestone, milestones } from '../../api/issues.ts'
import { useParam, useProjectAddress } from '../../frame/params.ts'
import { useMay } from '../../frame/role.tsx'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Markdown } from '../../parts/markdown.tsx'
import { Page } from '../../parts/page.tsx'
import { Load, ProblemLine } from '../../parts/problem.tsx'
import { PageSkeleton } from '../../parts/skeleton.tsx'
import { IssueList } from './list.tsx'
import { Due, MilestoneForm, Progress } from './milestone-parts.tsx'
import { withValue } from './query.ts'

export default function MilestonePage() {
  const project = useProjectAddress()
  const number = Number(useParam('number'))
  const milestone = useQuery(forgeQueries.milestone(project, number))
  return (
    <Load
      query={milestone}
      skeleton={
        <Page title="Milestone" heading={<span />}>
          <PageSkeleton />
        </Page>
      }
    >
      {(data) => <MilestoneView project={project} milestone={data} />}
    </Load>
  )
}

function MilestoneView({ project, milestone }: { project: Address; milestone: Milestone }) {
  const client = useQueryClient()
  const router = useRouter()
  const tends = useMay(project, 'issues:write')
  const [editing, setEditing] = useState(false)
  const refresh = () => client.invalidateQueries({ queryKey: ['milestones', project.owner, project.name] })
  const move = useMutation({
    mutationFn: (state: Milestone['state']) => milestones.edit(project, { milestone: milestone.number, state }),
    onSuccess: refresh,
  })
  return (
    <Page
      title={milestone.title}
      lead={<Due milestone={milestone} />}
      actions={
        tends &&
        !editing && (
          <>
            <Button onClick={() => setEditing(true)} data-shortcut="e">
              Edit
            </Button>
            <Button busy={move.isPending} onClick={() => move.mutate(milestone.state === 'open' ? 'closed' : 'open')}>
              {milestone.state === 'open' ? 'Close' : 'Reopen'}
            </Button>
            <Confirm
              label="Delete"
              title={`Delete the milestone ${milestone.title}?`}
              run={async () => {
                await milestones.remove(project, milestone.number)
                router.history.push(addresses.milestones(project))
                await client.invalidateQueries({ queryKey: ['milestones', project.owner, project.name] })
              }}
            >
              Its issues and pull requests stay, without a milestone.
            </Confirm>
          </>
        )
      }
    >
      <ProblemLine error={move.error} />
      {editing ? (
        <MilestoneForm
          milestone={milestone}
          button="Save"
          onClose={() => setEditing(false)}
          save={async (fields) => {
            await milestones.edit(project, { milestone: milestone.number, ...fields })
            await refresh()
            setEditing(false)
          }}
        />
      ) : (
        <div className="flex max-w-xl flex-col gap-4">
          <Progress milestone={milestone} />
          {milestone.description.trim() !== '' && <Markdown text={milestone.description} />}
        </div>
      )}
      <IssueList project={project} within={withValue('', 'milestone', milestone.title)} />
    </Page>
  )
}
