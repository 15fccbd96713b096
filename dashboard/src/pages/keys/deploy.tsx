import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Address } from '../../api/client.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import { deployKeys } from '../../api/keys.ts'
import { Tag } from '../../parts/chips.tsx'
import { Empty, Rows, Section } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { KeyForm } from './form.tsx'
import { KeyRow } from './row.tsx'

/** Keys of machines: each opens this one repository. */
export function DeployKeys({ project, writes }: { project: Address; writes: boolean }) {
  const client = useQueryClient()
  const query = forgeQueries.deployKeys(project)
  const list = useQuery(query)
  const refresh = () => client.invalidateQueries({ queryKey: query.queryKey })
  return (
    <div className="flex flex-col gap-10">
      <Load query={list} skeleton={<RowsSkeleton rows={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No deploy key yet">
              <p>A server or a script that needs this one repository gets a key of its own here.</p>
            </Empty>
          ) : (
            <Rows label="Deploy keys">
              {items.map((key) => (
                <KeyRow
                  key={key.id}
                  item={key}
                  aside={<Tag>{key.readOnly ? 'reads' : 'reads and pushes'}</Tag>}
                  remove={writes ? () => deployKeys.remove(project, key.id).then(refresh) : undefined}
                >
                  Whatever signs in with it is refused from now on, in a connection that is open, too.
                </KeyRow>
              ))}
            </Rows>
          )
        }
      </Load>
      {writes && (
        <Section title="Add a deploy key">
          <KeyForm button="Add key" pushes save={(key) => deployKeys.create(project, key).then(refresh)} />
        </Section>
      )}
    </div>
  )
}
