import { type ReactNode, useState } from 'react'
import type { Project } from '../../api/projects.ts'
import type { Patterns } from '../../api/protection.ts'
import { ButtonLink } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { CheckField, Field, SelectField } from '../../parts/field.tsx'
import { NameList } from '../../parts/name-list.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { MatchingNames } from './matching-names.tsx'
import { PrincipalFields } from './principals.tsx'
import { RequiredChecks } from './required-checks.tsx'
import type { RuleDraft } from './rule.ts'

interface RuleFormProps {
  project: Project
  draft: RuleDraft
  /** The list it is one of. */
  back: string
  save: (draft: RuleDraft) => Promise<void>
  /** Left out for one that is not there yet. */
  remove?: () => Promise<void>
}

/** All that a rule can ask. */
export function RuleForm({ project, draft: given, back, save, remove }: RuleFormProps) {
  const [draft, setDraft] = useState(given)
  const change = (edit: Partial<RuleDraft>) => setDraft({ ...draft, ...edit })
  const check = (key: BooleanKey, label: string, hint?: string) => (
    <CheckField
      key={key}
      label={label}
      hint={hint}
      checked={draft[key]}
      onChange={(event) => change({ [key]: event.target.checked })}
    />
  )
  const what = draft.name === null ? 'rule' : 'ruleset'
  return (
    <SavingForm
      label={remove ? 'Save' : `Add ${what}`}
      save={() => save(draft)}
      extra={
        <>
          <ButtonLink href={back}>Back to the rules</ButtonLink>
          {remove && (
            <Confirm label={`Remove this ${what}`} title={`Remove this ${what}?`} run={remove}>
              Nothing is asked by it any more, from the next push on.
            </Confirm>
          )}
        </>
      }
    >
      <Which project={project} draft={draft} change={change} />
      {draft.target === 'branch' && (
        <>
          <Group title="Pull requests">
            {check('requirePull', 'Only by pull request', 'Nobody pushes to it directly.')}
            <Field
              label="Approvals"
              type="number"
              min={0}
              max={10}
              required
              value={String(draft.requiredApprovals)}
              onChange={(event) => change({ requiredApprovals: Number(event.target.value) })}
              className="max-w-32"
              hint="Of the newest commit: what is pushed later asks for them anew."
            />
            {check('requireCodeOwners', 'Code owners approve', 'Those whom CODEOWNERS names for what was changed.')}
            {check('requireLastPushApproval', 'Somebody else than who pushed last approves')}
            {check('requireResolved', 'Every conversation on a line is resolved')}
          </Group>
          <Group title="Checks">
            <RequiredChecks
              project={project}
              names={draft.requiredChecks}
              onChange={(requiredChecks) => change({ requiredChecks })}
            />
            {draft.requiredChecks.length > 0 &&
              check('strictChecks', 'With the newest base', 'A branch that is behind is brought up to date first.')}
          </Group>
        </>
      )}
      <Group title="History">
        {check('requireSigned', 'Signed commits', 'Each commit carries a signature that is proven.')}
        {draft.target === 'branch' && check('linearHistory', 'Linear history', 'It takes no merge commits.')}
        {check('allowForcePush', 'Allow force pushes', 'History may be rewritten and commits lost.')}
        {check('allowDeletion', 'Allow deletion')}
        {check('allowCreation', 'Allow creation', 'Otherwise a name that is not there yet stays free.')}
        {check('locked', 'Read-only', 'Nothing changes it, not even a pull request.')}
      </Group>
      <Group title="Who">
        <CheckField
          label="Only some may change it"
          hint="Otherwise everybody who may push."
          checked={draft.pushers !== null}
          onChange={(event) => change({ pushers: event.target.checked ? { people: [], teams: [], apps: [] } : null })}
        />
        {draft.pushers && (
          <PrincipalFields
            project={project}
            title="Who may change it"
            value={draft.pushers}
            onChange={(pushers) => change({ pushers })}
          />
        )}
        <PrincipalFields
          project={project}
          title="Whom it does not bind"
          hint={`This ${what} binds everybody else, admins too. They pass it always.`}
          value={draft.bypass}
          onChange={(bypass) => change({ bypass })}
        />
      </Group>
    </SavingForm>
  )
}

type BooleanKey = { [K in keyof RuleDraft]: RuleDraft[K] extends boolean ? K : never }[keyof RuleDraft]

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-4 border-t pt-4">
      <legend className="float-left mb-2 w-full font-semibold">{title}</legend>
      {children}
    </fieldset>
  )
}

const words = {
  branch: { label: 'Branches', pattern: 'Branch pattern', example: 'release/*' },
  tag: { label: 'Tags', pattern: 'Tag pattern', example: 'v*' },
} as const

function Which({
  project,
  draft,
  change,
}: {
  project: Project
  draft: RuleDraft
  change: (edit: Partial<RuleDraft>) => void
}) {
  const { pattern, example } = words[draft.target]
  const [single = ''] = draft.patterns
  const meant: Patterns = {
    target: draft.target,
    patterns: [...(draft.followsDefault ? [project.defaultBranch] : []), ...draft.patterns.filter(Boolean)],
    exclude: draft.exclude,
  }
  return (
    <>
      {draft.name !== null && (
        <Field
          label="Name"
          value={draft.name}
          required
          maxLength={200}
          autoComplete="off"
          onChange={(event) => change({ name: event.target.value })}
        />
      )}
      <SelectField
        label="For"
        value={draft.target}
        onChange={(event) => {
          const target = event.target.value === 'tag' ? 'tag' : 'branch'
          change({ target, followsDefault: target === 'branch' && draft.followsDefault })
        }}
        className="max-w-48"
      >
        {(['branch', 'tag'] as const).map((target) => (
          <option key={target} value={target}>
            {words[target].label}
          </option>
        ))}
      </SelectField>
      {draft.name === null ? (
        <Field
          label={pattern}
          value={single}
          required
          maxLength={200}
          autoComplete="off"
          placeholder={example}
          onChange={(event) => change({ patterns: [event.target.value] })}
          className="font-mono text-sm"
          hint="A name, or a pattern: * stands for anything but a slash, ** for anything."
        />
      ) : (
        <>
          {draft.target === 'branch' && (
            <CheckField
              label={`The default branch (${project.defaultBranch})`}
              hint="Whichever it is: the ruleset follows it."
              checked={draft.followsDefault}
              onChange={(event) => change({ followsDefault: event.target.checked })}
            />
          )}
          <NameList
            label={pattern}
            names={draft.patterns}
            required={!draft.followsDefault}
            placeholder={example}
            onChange={(patterns) => change({ patterns })}
            hint="As many as wanted: * stands for anything but a slash, ** for anything."
          />
        </>
      )}
      <NameList
        label="Except"
        names={draft.exclude}
        onChange={(exclude) => change({ exclude })}
        hint="Patterns of names it is not for."
      />
      <MatchingNames project={project} patterns={meant} />
      <CheckField
        label="In force"
        hint="Switched off, it is kept and asks nothing."
        checked={draft.enabled}
        onChange={(event) => change({ enabled: event.target.checked })}
      />
    </>
  )
}
