import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { forgeQueries } from '../../api/forge-queries.ts'
import { emails } from '../../api/keys.ts'
import { Button } from '../../parts/button.tsx'
import { Rows, Section } from '../../parts/page.tsx'
import { Load, ProblemLine } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'

/** What people added and a server admin has not confirmed: until then, no commit is shown as theirs by it. */
export function UnconfirmedEmails() {
  const client = useQueryClient()
  const list = useQuery(forgeQueries.unconfirmedEmails())
  const confirm = useMutation({
    mutationFn: emails.confirm,
    onSettled: () => client.invalidateQueries({ queryKey: ['emails'] }),
  })
  return (
    <Section title="Addresses that wait for you">
      <Load query={list} skeleton={<RowsSkeleton rows={1} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-sm text-muted">
              None. What somebody adds is confirmed here once you know that it is theirs.
            </p>
          ) : (
            <Rows label="Addresses that wait for you">
              {items.map(({ email, login, name }) => (
                <li key={email} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
                  <span className="min-w-0 grow">
                    <span className="block wrap-anywhere">{email}</span>
                    <span className="block text-xs text-muted">
                      added by {name} ({login})
                    </span>
                  </span>
                  <Button
                    busy={confirm.isPending && confirm.variables === email}
                    aria-label={`Confirm ${email}`}
                    onClick={() => confirm.mutate(email)}
                  >
                    Confirm
                  </Button>
                </li>
              ))}
            </Rows>
          )
        }
      </Load>
      <ProblemLine error={confirm.error} />
    </Section>
  )
}
