import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { addresses } from '../../addresses.ts'
import { teams } from '../../api/access.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import type { Org } from '../../api/identity.ts'
import { Tag } from '../../parts/chips.tsx'
import { Link } from '../../parts/link.tsx'
import { Empty, Rows, Section } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { TeamForm } from './team-form.tsx'

/** Groups of members, which get a role in projects and stand for their members in reviews and rules. */
export function TeamList({ org, admin }: { org: Org; admin: boolean }) {
  const client = useQueryClient()
  const router = useRouter()
  const list = useQuery(forgeQueries.teams(org.slug))
  const [made, setMade] = useState(0)
  return (
    <div className="flex flex-col gap-10">
      <Load query={list} skeleton={<RowsSkeleton rows={3} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No team yet">
              <p>
                A team is given a role in a project as one, is asked for reviews as one, and can be named in CODEOWNERS
                and in the rules of a branch.
              </p>
            </Empty>
          ) : (
            <Rows label="Teams">
              {items.map((team) => (
                <li key={team.id}>
                  <Link
                    href={addresses.team(org.slug, team.slug)}
                    data-row
                    className="row-focus flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 hover:bg-hover"
                  >
                    <span className="min-w-0 grow">
                      <span className="block font-medium wrap-anywhere">{team.name}</span>
                      {team.description && (
                        <span className="block text-sm wrap-anywhere text-muted">{team.description}</span>
                      )}
                    </span>
                    {team.privacy === 'secret' && <Tag>secret</Tag>}
                    <span className="text-sm text-muted">
                      {team.members === 1 ? 'one member' : `${team.members} members`}
                    </span>
                  </Link>
                </li>
              ))}
            </Rows>
          )
        }
      </Load>
      {admin && (
        <Section title="New team">
          <TeamForm
            key={made}
            button="Create team"
            save={async (fields) => {
              const team = await teams.create({ org: org.slug, ...fields })
              await client.invalidateQueries({ queryKey: ['teams', org.slug] })
              setMade(made + 1)
              router.history.push(addresses.team(org.slug, team.slug))
            }}
          />
        </Section>
      )}
    </div>
  )
}
