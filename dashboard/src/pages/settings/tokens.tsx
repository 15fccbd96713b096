import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { identity } from '../../api/identity.ts'
import { queries } from '../../api/queries.ts'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { CopyLine } from '../../parts/copy.tsx'
import { Field } from '../../parts/field.tsx'
import { Empty, Rows, Section } from '../../parts/page.tsx'
import { Load, ProblemLine } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { Time } from '../../parts/time.tsx'

export function Tokens() {
  const client = useQueryClient()
  const tokens = useQuery(queries.tokens())
  const [name, setName] = useState('')
  const refresh = () => client.invalidateQueries({ queryKey: ['tokens'] })
  const create = useMutation({
    mutationFn: () => identity.createToken(name.trim()),
    onSuccess: () => {
      setName('')
      return refresh()
    },
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <div className="flex flex-col gap-10">
      <Section title="New token">
        <form onSubmit={send} className="flex max-w-xl flex-col gap-3">
          <div className="flex items-end gap-2">
            <div className="grow">
              <Field
                label="What it is for"
                value={name}
                onChange={(event) => setName(event.target.value)}
                required
                maxLength={100}
                placeholder="my laptop"
              />
            </div>
            <Button type="submit" tone="primary" className="h-9" busy={create.isPending} disabled={name.trim() === ''}>
              Create
            </Button>
          </div>
          <p className="text-xs text-muted">
            It can do what you can do: git’s password, the command line’s DEVFLOW_TOKEN, the API’s bearer.
          </p>
          <ProblemLine error={create.error} />
          {create.data && (
            <div role="status" className="flex flex-col gap-2 rounded-md border border-line-strong p-4">
              <p className="text-sm font-medium">Copy it now. It is shown once.</p>
              <CopyLine label="token" text={create.data.token} />
            </div>
          )}
        </form>
      </Section>
      <Section title="Your tokens">
        <Load query={tokens} skeleton={<RowsSkeleton rows={2} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No token yet">
                <p>git, the command line and scripts sign in with a token.</p>
              </Empty>
            ) : (
              <Rows label="Tokens">
                {items.map((token) => (
                  <li key={token.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
                    <span className="min-w-0 grow truncate font-medium">{token.name}</span>
                    <span className="text-sm text-muted">
                      created <Time at={token.createdAt} />,{' '}
                      {token.lastUsedAt ? (
                        <>
                          used <Time at={token.lastUsedAt} />
                        </>
                      ) : (
                        'never used'
                      )}
                      {token.expiresAt && (
                        <>
                          , ends <Time at={token.expiresAt} />
                        </>
                      )}
                    </span>
                    <Confirm
                      label="Revoke"
                      title={`Revoke “${token.name}”?`}
                      run={() => identity.revokeToken(token.id).then(refresh)}
                    >
                      Whatever signs in with it is refused from now on.
                    </Confirm>
                  </li>
                ))}
              </Rows>
            )
          }
        </Load>
      </Section>
    </div>
  )
}
