import { useQuery, useQueryClient } from '@tanstack/react-query'
import { forgeQueries } from '../../api/forge-queries.ts'
import { keys, signingKeys } from '../../api/keys.ts'
import { Empty, Rows, Section } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { KeyForm } from './form.tsx'
import { GpgKeys } from './gpg.tsx'
import { KeyRow } from './row.tsx'

/** The keys of a person: those that open the SSH door, and those their commits are signed with. */
export function AccountKeys() {
  return (
    <div className="flex flex-col gap-12">
      <SshKeys />
      <SigningKeys />
      <GpgKeys />
    </div>
  )
}

function SshKeys() {
  const client = useQueryClient()
  const list = useQuery(forgeQueries.keys())
  const refresh = () => client.invalidateQueries({ queryKey: ['keys'] })
  return (
    <div className="flex flex-col gap-6">
      <Section title="SSH keys">
        <Load query={list} skeleton={<RowsSkeleton rows={2} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No SSH key yet">
                <p>With one, git clones and pushes over SSH without a password.</p>
              </Empty>
            ) : (
              <Rows label="SSH keys">
                {items.map((key) => (
                  <KeyRow key={key.id} item={key} remove={() => keys.remove(key.id).then(refresh)}>
                    Whatever signs in with it is refused from now on, in a connection that is open, too.
                  </KeyRow>
                ))}
              </Rows>
            )
          }
        </Load>
      </Section>
      <Section title="Add an SSH key">
        <KeyForm button="Add SSH key" save={({ readOnly: _, ...key }) => keys.create(key).then(refresh)} />
      </Section>
    </div>
  )
}

function SigningKeys() {
  const client = useQueryClient()
  const list = useQuery(forgeQueries.signingKeys())
  const refresh = () => client.invalidateQueries({ queryKey: ['signing-keys'] })
  return (
    <div className="flex flex-col gap-6">
      <Section title="SSH signing keys">
        <Load query={list} skeleton={<RowsSkeleton rows={2} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No signing key yet">
                <p>
                  Commits that are signed with one, and carry one of your confirmed mail addresses, are shown as
                  verified.
                </p>
              </Empty>
            ) : (
              <Rows label="Signing keys">
                {items.map((key) => (
                  <KeyRow key={key.id} item={key} remove={() => signingKeys.remove(key.id).then(refresh)}>
                    Commits that are signed with it are no longer shown as verified.
                  </KeyRow>
                ))}
              </Rows>
            )
          }
        </Load>
      </Section>
      <Section title="Add a signing key">
        <KeyForm button="Add signing key" save={({ readOnly: _, ...key }) => signingKeys.create(key).then(refresh)} />
      </Section>
    </div>
  )
}
