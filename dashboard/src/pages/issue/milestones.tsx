import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { addresses } from '../../addresses.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import { milestones } from '../../api/issues.ts'
import { useProjectAddress } from '../../frame/params.ts'
import { useChoiceParam } from '../../frame/query-param.ts'
import { useMay } from '../../frame/role.tsx'
import { Button } from '../../parts/button.tsx'
import { Choice } from '../../parts/chips.tsx'
import { Link } from '../../parts/link.tsx'
import { Empty, Page, Rows, Section } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { Due, MilestoneForm, Progress } from './milestone-parts.tsx'

const states = ['open', 'closed'] as const

export default function MilestonesPage() {
  const project = useProjectAddress()
  const client = useQueryClient()
  const [chosen, choose] = useChoiceParam('state', states)
  const state = chosen || 'open'
  const list = useQuery(forgeQueries.milestones(project, state))
  const tends = useMay(project, 'issues:write')
  const [adding, setAdding] = useState(false)
  return (
    <Page
      title="Milestones"
      lead={`What ${project.owner}/${project.name} wants to reach, and how far it is.`}
      actions={
        tends &&
        !adding && (
          <Button tone="primary" icon={<Plus className="size-4" />} onClick={() => setAdding(true)} data-shortcut="c">
            New milestone
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-4">
        {adding && (
          <Section title="New milestone">
            <MilestoneForm
              button="Create milestone"
              onClose={() => setAdding(false)}
              save={async (fields) => {
                await milestones.create(project, fields)
                await client.invalidateQueries({ queryKey: ['milestones', project.owner, project.name] })
                setAdding(false)
              }}
            />
          </Section>
        )}
        <Choice
          label="State"
          value={state}
          onChange={(value) => choose(value === 'open' ? '' : value)}
          options={[
            { value: 'open', label: 'Open' },
            { value: 'closed', label: 'Closed' },
          ]}
        />
        <Load query={list} skeleton={<RowsSkeleton rows={3} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={`No ${state} milestone`}>
                <p>A milestone gathers issues and pull requests that are to be done together, by a day if you like.</p>
              </Empty>
            ) : (
              <Rows label="Milestones">
                {items.map((milestone) => (
                  <li key={milestone.id}>
                    <Link
                      href={addresses.milestone(project, milestone.number)}
                      data-row
                      className="row-focus grid gap-x-6 gap-y-2 px-4 py-3 hover:bg-hover sm:grid-cols-[1fr_240px]"
                    >
                      <span className="min-w-0">
                        <span className="block font-medium wrap-anywhere">{milestone.title}</span>
                        <span className="block text-sm text-muted">
                          <Due milestone={milestone} />
                        </span>
                      </span>
                      <Progress milestone={milestone} />
                    </Link>
                  </li>
                ))}
              </Rows>
            )
          }
        </Load>
      </div>
    </Page>
  )
}
