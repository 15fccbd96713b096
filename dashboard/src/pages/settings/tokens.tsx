import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { identity } from '../../api/identity.ts'
import { queries } from '../../api/queries.ts'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { CopyLine } from '../../parts/copy.tsx'
import { Field, SelectField } from '../../parts/field.tsx'
import { Empty, Rows, Section } from '../../parts/page.tsx'
import { Load, ProblemLine } from '../../parts/problem.tsx'
import { ProjectChoice } from '../../parts/project-choice.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { Time } from '../../parts/time.tsx'
import { PermissionChoice } from './permission-choice.tsx'

export function Tokens() {
  const client = useQueryClient()
  const tokens = useQuery(queries.tokens())
  const [name, setName] = useState('')
  const [kind, setKind] = useState<Kind>('everything')
  const [chosen, setChosen] = useState(['git:*', 'issues:*', 'projects:read', 'pulls:*'])
  const [days, setDays] = useState('90')
  const [chosenProjects, setChosenProjects] = useState<string[] | null>(null)
  const projects = useQuery(queries.projects())
  const names = new Map(projects.data?.items.map(({ id, owner, name: at }) => [id, `${owner}/${at}`]))
  const refresh = () => client.invalidateQueries({ queryKey: ['tokens'] })
  const create = useMutation({
    mutationFn: () =>
      identity.createToken({
        name: name.trim(),
        permissions: kind === 'chosen' ? chosen : [...kinds[kind].permissions],
        ...(chosenProjects ? { projects: chosenProjects } : {}),
        ...(days ? { expiresInDays: Number(days) } : {}),
      }),
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
          <Field
            label="What it is for"
            value={name}
            onChange={(event) => setName(event.target.value)}
            required
            maxLength={100}
            placeholder="my laptop"
          />
          <div className="grid gap-3 sm:grid-cols-2">
            <SelectField label="It may" value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
              {Object.entries(kinds).map(([value, { label }]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </SelectField>
            <SelectField label="It ends" value={days} onChange={(event) => setDays(event.target.value)}>
              <option value="7">in 7 days</option>
              <option value="30">in 30 days</option>
              <option value="90">in 90 days</option>
              <option value="365">in a year</option>
              <option value="">never</option>
            </SelectField>
          </div>
          <ProjectChoice
            options={[...names].map(([value, label]) => ({ value, label }))}
            value={chosenProjects}
            onChange={setChosenProjects}
          />
          {chosenProjects && (
            <p className="text-xs text-muted">It then sees those alone, and changes nothing of your account.</p>
          )}
          {kind === 'chosen' && <PermissionChoice value={chosen} onChange={setChosen} />}
          <p className="text-xs text-muted">
            Never more than you may yourself. It is git’s password, gh’s token, the command line’s DEVFLOW_TOKEN and the
            API’s bearer.
          </p>
          <ProblemLine error={create.error} />
          {create.data && (
            <div role="status" className="flex flex-col gap-2 rounded-md border border-line-strong p-4">
              <p className="text-sm font-medium">Copy it now. It is shown once.</p>
              <CopyLine label="token" text={create.data.token} />
            </div>
          )}
          <div>
            <Button
              type="submit"
              tone="primary"
              busy={create.isPending}
              disabled={
                name.trim() === '' || (kind === 'chosen' && chosen.length === 0) || chosenProjects?.length === 0
              }
            >
              Create
            </Button>
          </div>
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
                    <span className="min-w-0 grow">
                      <span className="block font-medium wrap-anywhere">{token.name}</span>
                      <span className="block font-mono text-xs wrap-anywhere text-muted">
                        {token.permissions.join(', ')}
                      </span>
                      {token.projects && (
                        <span className="block text-xs wrap-anywhere text-muted">
                          in {token.projects.map((id) => names.get(id) ?? 'one you no longer see').join(', ')} alone
                        </span>
                      )}
                    </span>
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
                          , {Date.parse(token.expiresAt) < Date.now() ? 'ended' : 'ends'} <Time at={token.expiresAt} />
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

type Kind = 'everything' | 'reading' | 'git' | 'chosen'

const kinds: Record<Kind, { label: string; permissions: readonly string[] }> = {
  everything: { label: 'do everything I may', permissions: ['*'] },
  reading: { label: 'read everything I may', permissions: ['*:read'] },
  git: { label: 'clone and push, nothing else', permissions: ['git:*', 'projects:read'] },
  chosen: { label: 'do what I choose', permissions: [] },
}
