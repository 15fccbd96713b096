import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { forgeQueries } from '../../api/forge-queries.ts'
import { type GpgKey, gpgKeys } from '../../api/keys.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Id } from '../../parts/copy.tsx'
import { Field, TextArea } from '../../parts/field.tsx'
import { Empty, Rows, Section } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { StatusLabel } from '../../parts/status.tsx'
import { Time } from '../../parts/time.tsx'

/** Keys of GnuPG that a person signs commits and tags with. */
export function GpgKeys() {
  const client = useQueryClient()
  const list = useQuery(forgeQueries.gpgKeys())
  const refresh = () => client.invalidateQueries({ queryKey: ['gpg-keys'] })
  return (
    <div className="flex flex-col gap-6">
      <Section title="GPG keys">
        <Load query={list} skeleton={<RowsSkeleton rows={1} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No GPG key yet">
                <p>
                  Commits that are signed with one, and carry an address of the key that is yours and confirmed, are
                  shown as verified.
                </p>
              </Empty>
            ) : (
              <Rows label="GPG keys">
                {items.map((key) => (
                  <GpgRow key={key.id} item={key} remove={() => gpgKeys.remove(key.id).then(refresh)} />
                ))}
              </Rows>
            )
          }
        </Load>
      </Section>
      <AddGpgKey save={(key) => gpgKeys.create(key).then(refresh)} />
    </div>
  )
}

function GpgRow({ item, remove }: { item: GpgKey; remove: () => Promise<unknown> }) {
  const { title, fingerprint, keyId, emails, subkeys, addedAt, expiresAt } = item
  const over = expiresAt !== null && Date.parse(expiresAt) < Date.now()
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
      <span className="min-w-0 grow basis-60">
        <span className="block font-medium wrap-anywhere">{title}</span>
        {emails.length > 0 && <span className="block text-sm wrap-anywhere text-muted">{emails.join(', ')}</span>}
        <span className="block text-xs wrap-anywhere text-muted">
          {keyId} · <Id id={fingerprint} shown={fingerprint} className="text-left wrap-anywhere" />
          {subkeys.length > 0 && ` · ${subkeys.length === 1 ? 'one subkey' : `${subkeys.length} subkeys`}`}
        </span>
      </span>
      <span className="text-sm text-muted">
        {over ? (
          <StatusLabel status="failed">Expired</StatusLabel>
        ) : (
          <>
            added <Time at={addedAt} />
            {expiresAt !== null && ', ends '}
            <Time at={expiresAt} />
          </>
        )}
      </span>
      <Confirm label="Remove" title={`Remove “${title}”?`} run={remove}>
        Commits that are signed with it are no longer shown as verified.
      </Confirm>
    </li>
  )
}

function AddGpgKey({ save }: { save: (key: { title?: string; key: string }) => Promise<unknown> }) {
  const [title, setTitle] = useState('')
  const [key, setKey] = useState('')
  return (
    <Section title="Add a GPG key">
      <SavingForm
        label="Add GPG key"
        save={async () => {
          await save({ key, ...(title.trim() ? { title: title.trim() } : {}) })
          setTitle('')
          setKey('')
        }}
      >
        <TextArea
          label="Public GPG key"
          value={key}
          required
          onChange={(event) => setKey(event.target.value)}
          placeholder="-----BEGIN PGP PUBLIC KEY BLOCK-----"
          className="font-mono text-sm wrap-anywhere"
          spellCheck={false}
          hint="What gpg --armor --export prints for your address. Never a private key."
        />
        <Field
          label="Name of the GPG key"
          value={title}
          maxLength={100}
          autoComplete="off"
          onChange={(event) => setTitle(event.target.value)}
          hint="Optional; otherwise the address of the key."
        />
      </SavingForm>
    </Section>
  )
}
