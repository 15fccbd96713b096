import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { addresses } from '../../addresses.ts'
import { type Project, projects } from '../../api/projects.ts'
import { useQueryParam } from '../../frame/query-param.ts'
import { ButtonLink } from '../../parts/button.tsx'
import { Tag } from '../../parts/chips.tsx'
import { Link, TextLink } from '../../parts/link.tsx'
import { Empty, Rows } from '../../parts/page.tsx'
import { StatusLabel } from '../../parts/status.tsx'
import type { SettingsProps } from './page.tsx'
import { demandsOf, draftOf, entriesOf, namesOf, newDraft, type RuleDraft, type RuleEntry, withDraft } from './rule.ts'
import { RuleForm } from './rule-form.tsx'

const NEW = { rule: 'new', ruleset: 'new-ruleset' } as const

/** The rules of branches and tags: the list, or the one that the address names. */
export function ProtectionSettings({ project, writes }: SettingsProps) {
  const [asked] = useQueryParam('rule')
  const entries = entriesOf(project.settings.protection)
  if (!writes || asked === '') return <RuleList project={project} entries={entries} writes={writes} />
  if (asked === NEW.rule || asked === NEW.ruleset) return <NewRule project={project} kind={kindOf(asked)} />
  const entry = entries.find(({ key }) => key === asked)
  if (entry) return <EditRule key={entry.key} project={project} entry={entry} />
  return (
    <Empty title="There is no such rule any more">
      <p>
        Somebody removed it, or its pattern was changed. <TextLink href={listOf(project)}>See all rules</TextLink>
      </p>
    </Empty>
  )
}

const kindOf = (asked: string) => (asked === NEW.ruleset ? 'ruleset' : 'rule')
const listOf = (project: Project) => addresses.projectSettings(project, 'branches')

function RuleList({ project, entries, writes }: { project: Project; entries: RuleEntry[]; writes: boolean }) {
  const add = writes && (
    <div className="flex flex-wrap gap-2">
      <ButtonLink href={addresses.projectRule(project, NEW.rule)} icon={<Plus className="size-4" />} shortcut="c">
        Add a rule
      </ButtonLink>
      <ButtonLink href={addresses.projectRule(project, NEW.ruleset)} icon={<Plus className="size-4" />}>
        Add a ruleset
      </ButtonLink>
    </div>
  )
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-2xl text-muted">
        What a branch or tag asks of everybody who changes it, by push, in the browser or by merging. Where several
        rules are for one name, all of them hold. A ruleset has a name and several patterns.
      </p>
      {entries.length === 0 ? (
        <Empty title="No branch is protected" action={add}>
          <p>Anybody who may push can push to every branch. A rule asks for pull requests, checks and approvals.</p>
        </Empty>
      ) : (
        <>
          <Rows label="Rules">
            {entries.map((entry) => (
              <li key={entry.key}>
                {writes ? (
                  <Link
                    href={addresses.projectRule(project, entry.key)}
                    data-row
                    className="row-focus block px-4 py-3 hover:bg-hover"
                  >
                    <RuleLines entry={entry} />
                  </Link>
                ) : (
                  <div className="px-4 py-3">
                    <RuleLines entry={entry} />
                  </div>
                )}
              </li>
            ))}
          </Rows>
          {add}
        </>
      )}
    </div>
  )
}

function RuleLines({ entry }: { entry: RuleEntry }) {
  const [rule] = entry.rules
  const { name, patterns, followsDefault } = draftOf(entry)
  const meant = [...(followsDefault ? ['the default branch'] : []), ...patterns].join(', ')
  const unbound = namesOf(rule.bypass)
  return (
    <span className="flex flex-col gap-1">
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 font-medium wrap-anywhere">
          {name ?? <span className="font-mono text-sm">{meant}</span>}
        </span>
        {rule.target === 'tag' && <Tag>tags</Tag>}
        {name !== null && <Tag>ruleset</Tag>}
        {!rule.enabled && (
          <StatusLabel status="ended" className="text-sm">
            Switched off
          </StatusLabel>
        )}
      </span>
      {name !== null && <span className="font-mono text-xs wrap-anywhere text-muted">{meant}</span>}
      {rule.exclude.length > 0 && (
        <span className="text-xs wrap-anywhere text-muted">
          without <span className="font-mono">{rule.exclude.join(', ')}</span>
        </span>
      )}
      <span className="text-sm wrap-anywhere text-muted">{demandsOf(rule).join(' · ') || 'asks nothing'}</span>
      {unbound && <span className="text-xs wrap-anywhere text-muted">does not bind {unbound}</span>}
    </span>
  )
}

function NewRule({ project, kind }: { project: Project; kind: 'rule' | 'ruleset' }) {
  const { defaultBranch, settings } = project
  const taken = settings.protection.some(({ pattern, target }) => target === 'branch' && pattern === defaultBranch)
  const write = useWrite(project)
  return (
    <RuleForm
      key={kind}
      project={project}
      draft={newDraft(kind, taken ? '' : defaultBranch)}
      back={listOf(project)}
      save={(draft) => write(undefined, draft)}
    />
  )
}

function EditRule({ project, entry }: { project: Project; entry: RuleEntry }) {
  const write = useWrite(project)
  return (
    <RuleForm
      project={project}
      draft={draftOf(entry)}
      back={listOf(project)}
      save={(draft) => write(entry.key, draft)}
      remove={() => write(entry.key, undefined)}
    />
  )
}

/** The list is read anew before it is written, so that what somebody else added meanwhile stays. */
function useWrite(project: Project) {
  const client = useQueryClient()
  const router = useRouter()
  return async (key: string | undefined, draft: RuleDraft | undefined): Promise<void> => {
    const { settings, defaultBranch } = await projects.get(project)
    const protection = withDraft(settings.protection, { key, draft, defaultBranch })
    await projects.edit(project, { settings: { protection } })
    await client.invalidateQueries({ queryKey: ['projects'] })
    router.history.push(listOf(project))
  }
}
