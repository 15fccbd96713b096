import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Address } from '../../api/client.ts'
import { queries } from '../../api/queries.ts'
import { type NewRelease, type Release, releases } from '../../api/releases.ts'
import { Button } from '../../parts/button.tsx'
import { Editor } from '../../parts/editor.tsx'
import { CheckField, Field, SelectField } from '../../parts/field.tsx'
import { ProblemLine } from '../../parts/problem.tsx'

interface ReleaseFormProps {
  project: Address
  release?: Release
  firstTag?: string
  save: (fields: NewRelease) => Promise<unknown>
}

/** Publish or keep as a draft: two buttons, because what becomes visible to others is a decision of its own. */
export function ReleaseForm({ project, release, firstTag = '', save }: ReleaseFormProps) {
  const branches = useQuery(queries.branchList(project, { query: '', page: 1, limit: 100 }))
  const whole = useQuery(queries.project(project))
  const [tag, setTag] = useState(release?.tag ?? firstTag)
  const [target, setTarget] = useState(release?.target ?? '')
  const [title, setTitle] = useState(release?.name ?? '')
  const [body, setBody] = useState(release?.body ?? '')
  const [prerelease, setPrerelease] = useState(release?.prerelease ?? false)
  const [latest, setLatest] = useState(false)
  const notes = useMutation({
    mutationFn: () => releases.notes(project, { tag: tag.trim(), ...(target ? { target } : {}) }),
    onSuccess: (made) => {
      setBody((before) => (before.trim() === '' ? made.body : `${before.trimEnd()}\n\n${made.body}`))
      setTitle((before) => before || made.name)
    },
  })
  const saving = useMutation({
    mutationFn: (draft: boolean) =>
      save({
        tag: tag.trim(),
        title: title.trim(),
        body,
        draft,
        prerelease,
        ...(target ? { target } : {}),
        ...(latest ? { makeLatest: 'true' as const } : {}),
      }),
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate(false)
  }
  const published = release !== undefined && !release.draft
  const known = branches.data?.items.map(({ name }) => name) ?? []
  return (
    <form onSubmit={send} className="flex max-w-3xl flex-col gap-5">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Tag"
          value={tag}
          required
          maxLength={255}
          autoComplete="off"
          placeholder="v1.0.0"
          onChange={(event) => setTag(event.target.value)}
          className="font-mono"
          hint="Made when the release is published, if it is not there yet."
        />
        <SelectField
          label="Made on"
          value={target}
          onChange={(event) => setTarget(event.target.value)}
          hint="Where a missing tag is put."
        >
          <option value="">{whole.data?.defaultBranch ?? 'The default branch'}</option>
          {target !== '' && !known.includes(target) && <option value={target}>{target.slice(0, 12)}</option>}
          {known
            .filter((name) => name !== whole.data?.defaultBranch)
            .map((name) => (
              <option key={name}>{name}</option>
            ))}
        </SelectField>
      </div>
      <Field
        label="Title"
        value={title}
        maxLength={255}
        autoComplete="off"
        onChange={(event) => setTitle(event.target.value)}
        hint="Without one, the tag is shown."
      />
      <div className="flex flex-col gap-2">
        <Editor label="Notes" value={body} onChange={setBody} className="min-h-48" />
        <div className="flex flex-wrap items-center gap-3">
          <Button busy={notes.isPending} disabled={tag.trim() === ''} onClick={() => notes.mutate()}>
            Write notes from pull requests
          </Button>
          <span role="status" className="text-sm text-muted">
            {notes.data && `Since ${notes.data.previousTag ?? 'the beginning'}.`}
          </span>
        </div>
        <ProblemLine error={notes.error} />
      </div>
      <CheckField
        label="Pre-release"
        hint="Not ready for everybody; it never becomes the latest by itself."
        checked={prerelease}
        onChange={(event) => setPrerelease(event.target.checked)}
      />
      {!release?.latest && (
        <CheckField
          label="Make it the latest"
          hint="Otherwise the newest version by its number is."
          checked={latest}
          disabled={prerelease}
          onChange={(event) => setLatest(event.target.checked)}
        />
      )}
      <ProblemLine error={saving.error} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone="primary" busy={saving.isPending} disabled={tag.trim() === ''}>
          {published ? 'Save' : 'Publish'}
        </Button>
        {!published && (
          <Button busy={saving.isPending} disabled={tag.trim() === ''} onClick={() => saving.mutate(true)}>
            {release ? 'Save draft' : 'Keep as a draft'}
          </Button>
        )}
      </div>
    </form>
  )
}
