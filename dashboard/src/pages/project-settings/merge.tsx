import { useState } from 'react'
import type { ProjectSettings } from '../../api/projects.ts'
import { useProducts } from '../../frame/products.tsx'
import { Facts, yesNo } from '../../parts/facts.tsx'
import { CheckField, Field, SelectField } from '../../parts/field.tsx'
import { Section } from '../../parts/page.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import type { SettingsProps } from './page.tsx'

type Merging = ProjectSettings['merging']
type Method = Merging['methods'][number]

const methods: { value: Method; label: string; hint: string }[] = [
  { value: 'merge', label: 'Merge commit', hint: 'All commits of the branch, joined by one more.' },
  { value: 'squash', label: 'Squash', hint: 'One commit with all changes of the branch.' },
  { value: 'rebase', label: 'Rebase', hint: 'The commits of the branch, one after another on top of the base.' },
  {
    value: 'fast_forward',
    label: 'Fast-forward',
    hint: 'The very commits, with their signatures, where nothing else came between.',
  },
]

type Words<T> = { label: string; is: T }[]
const mergeWords: Words<Pick<Merging, 'mergeTitle' | 'mergeMessage'>> = [
  {
    label: 'Merge pull request #1 …, with its title below',
    is: { mergeTitle: 'merge_message', mergeMessage: 'pull_title' },
  },
  { label: 'Title of the pull request', is: { mergeTitle: 'pull_title', mergeMessage: 'blank' } },
  { label: 'Title and description', is: { mergeTitle: 'pull_title', mergeMessage: 'pull_body' } },
]
const squashWords: Words<Pick<Merging, 'squashTitle' | 'squashMessage'>> = [
  {
    label: 'That of a single commit, else title and commits',
    is: { squashTitle: 'commit_or_pull_title', squashMessage: 'commit_messages' },
  },
  { label: 'Title of the pull request', is: { squashTitle: 'pull_title', squashMessage: 'blank' } },
  { label: 'Title and commits', is: { squashTitle: 'pull_title', squashMessage: 'commit_messages' } },
  { label: 'Title and description', is: { squashTitle: 'pull_title', squashMessage: 'pull_body' } },
]

const policies: { value: ProjectSettings['merge']; label: string; hint: string }[] = [
  { value: 'auto', label: 'By itself', hint: 'A spec’s pull request is merged as soon as nothing blocks it.' },
  { value: 'review', label: 'After review', hint: 'It waits until a person has approved the commit.' },
]

export function MergeSettings(props: SettingsProps) {
  const flow = useProducts()?.has('flow') ?? false
  return (
    <div className="flex flex-col gap-10">
      {props.writes ? <HowForm {...props} /> : <HowFacts {...props} />}
      {flow && <Section title="Specs">{props.writes ? <SpecForm {...props} /> : <SpecFacts {...props} />}</Section>}
    </div>
  )
}

function HowForm({ project, save }: SettingsProps) {
  const [merging, setMerging] = useState(project.settings.merging)
  const change = (edit: Partial<Merging>) => setMerging({ ...merging, ...edit })
  const allow = (method: Method, allowed: boolean) =>
    change({
      methods: methods
        .map(({ value }) => value)
        .filter((each) => (each === method ? allowed : merging.methods.includes(each))),
    })
  return (
    <SavingForm save={() => save({ settings: { merging } })}>
      <fieldset className="flex flex-col gap-3">
        <legend className="mb-2 text-sm font-medium">Pull requests may be merged by</legend>
        {methods.map(({ value, label, hint }) => {
          const allowed = merging.methods.includes(value)
          return (
            <CheckField
              key={value}
              label={label}
              hint={allowed && merging.methods.length === 1 ? `${hint} The last one stays.` : hint}
              checked={allowed}
              disabled={allowed && merging.methods.length === 1}
              onChange={(event) => allow(value, event.target.checked)}
            />
          )
        })}
      </fieldset>
      {merging.methods.includes('merge') && (
        <WordsField label="Words of a merge commit" all={mergeWords} now={merging} onChange={change} />
      )}
      {merging.methods.includes('squash') && (
        <WordsField label="Words of a squashed commit" all={squashWords} now={merging} onChange={change} />
      )}
      <CheckField
        label="Allow auto-merge"
        hint="Somebody may say that it merges by itself once nothing blocks it."
        checked={merging.autoMerge}
        onChange={(event) => change({ autoMerge: event.target.checked })}
      />
      <CheckField
        label="Delete the branch after merging"
        hint="Its commits stay with the pull request."
        checked={merging.deleteBranch}
        onChange={(event) => change({ deleteBranch: event.target.checked })}
      />
    </SavingForm>
  )
}

interface WordsFieldProps<T> {
  label: string
  all: Words<T>
  now: T
  onChange: (to: T) => void
}

/** What the commit says unless somebody writes something else. A choice that no form offers is kept as it is. */
function WordsField<T extends object>({ label, all, now, onChange }: WordsFieldProps<T>) {
  const at = all.findIndex(({ is }) => isIn(now, is))
  return (
    <SelectField
      label={label}
      value={String(at)}
      onChange={(event) => {
        const chosen = all[Number(event.target.value)]
        if (chosen) onChange(chosen.is)
      }}
      hint="Unless somebody writes something else while merging."
    >
      {at < 0 && <option value="-1">As it was set over the API</option>}
      {all.map((each, index) => (
        <option key={each.label} value={String(index)}>
          {each.label}
        </option>
      ))}
    </SelectField>
  )
}

function isIn<T extends object>(whole: T, part: T): boolean {
  const values = new Map(Object.entries(whole))
  return Object.entries(part).every(([key, value]) => values.get(key) === value)
}

function HowFacts({ project: { settings } }: SettingsProps) {
  const { merging } = settings
  const named = methods.filter(({ value }) => merging.methods.includes(value)).map(({ label }) => label)
  return (
    <Facts
      items={[
        ['Pull requests may be merged by', named.join(', ')],
        ['Words of a merge commit', mergeWords.find(({ is }) => isIn({ ...merging }, is))?.label],
        ['Words of a squashed commit', squashWords.find(({ is }) => isIn({ ...merging }, is))?.label],
        ['Auto-merge', yesNo(merging.autoMerge)],
        ['Delete the branch after merging', yesNo(merging.deleteBranch)],
      ]}
    />
  )
}

function SpecForm({ project, save }: SettingsProps) {
  const [merge, setMerge] = useState(project.settings.merge)
  const [maxAttempts, setMaxAttempts] = useState(String(project.settings.maxAttempts))
  return (
    <SavingForm save={() => save({ settings: { merge, maxAttempts: Number(maxAttempts) } })}>
      <fieldset className="flex flex-col gap-3">
        <legend className="mb-2 text-sm font-medium">Pull requests of specs are merged</legend>
        {policies.map(({ value, label, hint }) => (
          <label key={value} className="flex items-start gap-2">
            <input
              type="radio"
              name="merge"
              checked={merge === value}
              onChange={() => setMerge(value)}
              className="mt-0.5 size-4 accent-ink"
            />
            <span>
              <span className="block text-sm font-medium">{label}</span>
              <span className="block text-xs text-muted">{hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Field
        label="Attempts"
        type="number"
        min={1}
        max={10}
        required
        value={maxAttempts}
        onChange={(event) => setMaxAttempts(event.target.value)}
        hint="How often an agent may try a task before a person is asked."
        className="max-w-32"
      />
    </SavingForm>
  )
}

function SpecFacts({ project: { settings } }: SettingsProps) {
  return (
    <Facts
      items={[
        ['Pull requests of specs are merged', policies.find(({ value }) => value === settings.merge)?.label],
        ['Attempts', settings.maxAttempts],
      ]}
    />
  )
}
