import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { isActive, type Mirror, mirrors, mirrorsQuery, type NewMirror } from '../../api/mirrors.ts'
import type { Project } from '../../api/projects.ts'
import { LogViewer } from '../../log/viewer.tsx'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { CheckField, Field, SelectField, TextArea } from '../../parts/field.tsx'
import { Empty, Rows, Section } from '../../parts/page.tsx'
import { Load, ProblemLine } from '../../parts/problem.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { type Status, StatusLabel } from '../../parts/status.tsx'
import { Time } from '../../parts/time.tsx'
import type { SettingsProps } from './page.tsx'

/** Where the repository comes from, and where it is copied to. */
export function Mirrors({ project, writes }: SettingsProps) {
  const list = useQuery(mirrorsQuery(project))
  return (
    <div className="flex flex-col gap-10">
      <p className="max-w-xl text-muted">
        A mirror keeps this repository and one on another server the same. What would lose a commit is left alone and
        shown here.
      </p>
      <Load query={list} skeleton={<RowsSkeleton rows={2} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No mirror yet">
              <p>Follow a repository somewhere else, or copy this one to a second place after each push.</p>
            </Empty>
          ) : (
            <Rows label="Mirrors">
              {items.map((mirror) => (
                <MirrorRow key={mirror.id} project={project} mirror={mirror} writes={writes} />
              ))}
            </Rows>
          )
        }
      </Load>
      {writes && (
        <AddMirror
          project={project}
          followed={list.data?.items.some(({ direction }) => direction === 'pull') ?? false}
        />
      )}
    </div>
  )
}

const directions: Record<Mirror['direction'], string> = {
  import: 'Imported from',
  pull: 'Follows',
  push: 'Copied to',
}

const states: Record<Mirror['status'], [Status, string]> = {
  waiting: ['waiting', 'Waiting'],
  running: ['running', 'Running'],
  synced: ['done', 'The same'],
  diverged: ['needs_person', 'Diverged'],
  failed: ['failed', 'Failed'],
  cancelled: ['ended', 'Cancelled'],
}

function MirrorRow({ project, mirror, writes }: { project: Project; mirror: Mirror; writes: boolean }) {
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const refresh = () => client.invalidateQueries({ queryKey: ['mirrors', project.owner, project.name] })
  const active = isActive(mirror)
  const run = useMutation({
    mutationFn: () => (active ? mirrors.cancel(project, mirror.id) : mirrors.sync(project, mirror.id)),
    onSettled: refresh,
  })
  const [status, word] = states[mirror.status]
  return (
    <li className="flex flex-col gap-3 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 grow basis-64">
          <p className="text-sm text-muted">
            {directions[mirror.direction]}
            {mirror.everyMinutes !== null && `, every ${mirror.everyMinutes} minutes`}
            {mirror.force && ', by force'}
          </p>
          <p className="font-mono text-sm wrap-anywhere">{mirror.url}</p>
        </div>
        <StatusLabel status={status} className="text-sm">
          {mirror.direction === 'import' && mirror.status === 'synced' ? 'Imported' : word}
        </StatusLabel>
        <Time at={mirror.syncedAt} className="text-sm text-muted" />
        <div className="flex flex-wrap gap-2">
          {mirror.log && (
            <Button aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? 'Hide log' : 'Log'}
            </Button>
          )}
          {writes && (
            <>
              <Button busy={run.isPending} onClick={() => run.mutate()}>
                {active ? 'Cancel' : 'Run now'}
              </Button>
              <Confirm
                label="Remove"
                title={`Remove the mirror of ${mirror.url}?`}
                run={() => mirrors.remove(project, mirror.id).then(refresh)}
              >
                Both repositories stay as they are; they only stop following each other.
              </Confirm>
            </>
          )}
        </div>
      </div>
      {mirror.publicKey && <SshKey of={mirror} project={project} refresh={refresh} />}
      {mirror.problem && <p className="text-sm text-failed wrap-anywhere">{mirror.problem}</p>}
      <ProblemLine error={run.error} />
      {mirror.diverged.length > 0 && <Divergences of={mirror} />}
      {mirror.largeFiles && mirror.largeFiles.missing > 0 && <MissingFiles of={mirror.largeFiles} />}
      {open && mirror.log && (
        <LogViewer key={mirror.log} log={mirror.log} label={`Log of the mirror of ${mirror.url}`} />
      )}
    </li>
  )
}

/** What the other side must be told, and how it is recognised. */
function SshKey({ of: mirror, project, refresh }: { of: Mirror; project: Project; refresh: () => Promise<void> }) {
  return (
    <div className="flex flex-col gap-2 text-sm">
      <p className="text-muted">
        It signs in with this key; add it on the other side as a deploy key
        {mirror.direction === 'push' ? ' that may write.' : '.'}
      </p>
      <code className="font-mono wrap-anywhere">{mirror.publicKey}</code>
      {mirror.hostKey && (
        <div className="flex flex-wrap items-center gap-2">
          <span className="text-muted">
            The host is known by <code className="font-mono wrap-anywhere">{mirror.hostKey}</code>
          </span>
          <Confirm
            label="Forget host key"
            title="Forget how this host is recognised?"
            run={() => mirrors.forgetHost(project, mirror.id).then(refresh)}
          >
            The next run keeps whatever key the host shows then. Do this only when its operator has changed the key.
          </Confirm>
        </div>
      )}
    </div>
  )
}

function Divergences({ of: { diverged, force } }: { of: Mirror }) {
  return (
    <div className="flex flex-col gap-1 text-sm">
      <p>
        {diverged.length === 1 ? 'One ref was' : `${diverged.length} refs were`} left alone
        {force ? '.' : ', so that no commit is lost. Merge by hand, or let the mirror overwrite.'}
      </p>
      <ul className="max-h-60 overflow-y-auto text-muted">
        {diverged.map(({ ref, reason }) => (
          <li key={ref} className="wrap-anywhere">
            <code className="font-mono">{ref.replace(/^refs\/(heads|tags)\//, '')}</code>: {reason}
          </li>
        ))}
      </ul>
    </div>
  )
}

function MissingFiles({ of: { missing, reasons } }: { of: NonNullable<Mirror['largeFiles']> }) {
  return (
    <div className="flex flex-col gap-1 text-sm">
      <p>{missing === 1 ? 'One large file is' : `${missing} large files are`} missing; the next run looks again.</p>
      <ul className="max-h-60 overflow-y-auto text-muted">
        {reasons.map(({ oid, reason }) => (
          <li key={oid} className="wrap-anywhere">
            <code className="font-mono">{oid.slice(0, 12)}</code>: {reason}
          </li>
        ))}
      </ul>
    </div>
  )
}

function AddMirror({ project, followed }: { project: Project; followed: boolean }) {
  const client = useQueryClient()
  const [direction, setDirection] = useState<NewMirror['direction']>('push')
  const [url, setUrl] = useState('')
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [refs, setRefs] = useState('refs/heads/*\nrefs/tags/*')
  const [force, setForce] = useState(false)
  const [minutes, setMinutes] = useState('60')
  const add = async () => {
    await mirrors.add(project, {
      direction,
      url,
      refs: refs.split(/\s+/).filter(Boolean),
      force,
      ...(username && !isSsh(url) ? { username } : {}),
      ...(password && !isSsh(url) ? { password } : {}),
      ...(direction === 'pull' ? { everyMinutes: minutes ? Number(minutes) : null } : {}),
    })
    setUrl('')
    setPassword('')
    await client.invalidateQueries({ queryKey: ['mirrors', project.owner, project.name] })
  }
  return (
    <Section title="Add a mirror">
      <SavingForm save={add} label="Add mirror">
        <SelectField
          label="What it does"
          value={direction}
          onChange={(event) => setDirection(event.target.value as NewMirror['direction'])}
          hint={direction === 'pull' ? 'What it follows can then only be pushed there, and no longer here.' : undefined}
        >
          <option value="push">Copy this repository to the address after each push</option>
          <option value="pull" disabled={followed}>
            Follow the repository at the address
          </option>
        </SelectField>
        <Field
          label="Address"
          value={url}
          required
          onChange={(event) => setUrl(event.target.value)}
          placeholder="https://example.com/owner/repository.git"
          className="font-mono"
          autoComplete="off"
          hint={ADDRESS_HINT}
        />
        {!isSsh(url) && <Credentials {...{ username, setUsername, password, setPassword }} />}
        <TextArea
          label="Refs"
          value={refs}
          required
          onChange={(event) => setRefs(event.target.value)}
          className="font-mono"
          hint="One in a line; a star at the end stands for the rest of the name."
        />
        {direction === 'pull' && (
          <Field
            label="Minutes between two looks"
            type="number"
            min={5}
            max={10_080}
            value={minutes}
            onChange={(event) => setMinutes(event.target.value)}
            className="max-w-32"
            hint="Empty: only by hand."
          />
        )}
        <CheckField
          label="Overwrite what differs"
          checked={force}
          onChange={(event) => setForce(event.target.checked)}
          hint="Commits and refs that only the copy has are lost. Branch protection still holds."
        />
      </SavingForm>
    </Section>
  )
}

export const ADDRESS_HINT =
  'https://, http://, git://, ssh:// or git@host:owner/repository.git; over SSH a key is made, which is shown here afterwards.'

/** Where a key is used instead of a password. */
export function isSsh(address: string): boolean {
  return /^ssh:|^[\w.-]+@[^/]+:/i.test(address)
}

/** What the other server asks for; sealed, and never shown again. */
export function Credentials({
  username,
  setUsername,
  password,
  setPassword,
}: {
  username: string
  setUsername: (value: string) => void
  password: string
  setPassword: (value: string) => void
}) {
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <Field
        label="User name there"
        value={username}
        onChange={(event) => setUsername(event.target.value)}
        autoComplete="off"
        hint="Optional; a token needs none."
      />
      <Field
        label="Password or token"
        type="password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        autoComplete="new-password"
        className="font-mono"
        hint="Kept sealed and shown to nobody."
      />
    </div>
  )
}
