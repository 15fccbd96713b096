import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { addresses } from '../../addresses.ts'
import { projects } from '../../api/projects.ts'
import { queries } from '../../api/queries.ts'
import { useMay } from '../../frame/role.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { CopyLine } from '../../parts/copy.tsx'
import { Facts, yesNo } from '../../parts/facts.tsx'
import { Field, SelectField } from '../../parts/field.tsx'
import { Section } from '../../parts/page.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { cloneUrl } from '../code/push-instructions.tsx'
import type { SettingsProps } from './page.tsx'
import { Rename } from './rename.tsx'

export function GeneralSettings(props: SettingsProps) {
  const { project, writes } = props
  return (
    <div className="flex flex-col gap-10">
      {writes ? <GeneralForm {...props} /> : <GeneralFacts {...props} />}
      <Section title="Clone address">
        <CopyLine label="clone address" text={cloneUrl(project)} className="max-w-xl" />
      </Section>
      {writes && <Dangers {...props} />}
    </div>
  )
}

function GeneralFacts({ project }: SettingsProps) {
  return (
    <Facts
      items={[
        ['Description', project.description],
        ['Homepage', project.homepage],
        ['Topics', project.topics.join(', ')],
        ['Default branch', project.defaultBranch],
        ['Who sees it', project.visibility === 'private' ? 'members and collaborators' : 'everybody'],
        ['Archived', yesNo(project.archivedAt !== null)],
      ]}
    />
  )
}

function GeneralForm({ project, save }: SettingsProps) {
  const [description, setDescription] = useState(project.description)
  const [homepage, setHomepage] = useState(project.homepage)
  const [topics, setTopics] = useState(project.topics.join(', '))
  const [defaultBranch, setDefaultBranch] = useState(project.defaultBranch)
  const branches = useQuery(queries.branchList(project, { query: '', page: 1, limit: 100 }))
  const names = branches.data?.items.map(({ name }) => name) ?? []
  return (
    <SavingForm save={() => save({ description, homepage: homepage.trim(), topics: topicsOf(topics), defaultBranch })}>
      <Field
        label="Description"
        value={description}
        maxLength={500}
        onChange={(event) => setDescription(event.target.value)}
      />
      <Field
        label="Homepage"
        type="url"
        value={homepage}
        onChange={(event) => setHomepage(event.target.value)}
        placeholder="https://example.com"
      />
      <Field
        label="Topics"
        value={topics}
        onChange={(event) => setTopics(event.target.value)}
        hint="Words it is found by, separated by commas: small letters, digits and dashes."
      />
      <SelectField
        label="Default branch"
        value={defaultBranch}
        onChange={(event) => setDefaultBranch(event.target.value)}
        className="font-mono"
        hint="What a clone checks out, and what pull requests are merged into unless they say otherwise."
      >
        {!names.includes(defaultBranch) && <option>{defaultBranch}</option>}
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </SelectField>
    </SavingForm>
  )
}

/** What is not done by the way: each says what it will do before it does it. */
function Dangers({ project, save }: SettingsProps) {
  const client = useQueryClient()
  const router = useRouter()
  const mayDelete = useMay(project, 'projects:delete')
  const remove = async () => {
    await projects.remove(project)
    await client.invalidateQueries({ queryKey: ['projects'] })
    router.history.push(addresses.projects())
  }
  return (
    <Section title="What it is called, who sees it, and whether it goes on">
      <ul className="max-w-2xl divide-y rounded-md border">
        <Danger text={`Called ${project.owner}/${project.name}.`}>
          <Rename project={project} />
        </Danger>
        <Danger
          text={
            project.visibility === 'private'
              ? 'Private: only members and collaborators see it.'
              : 'Public: everybody can read its code, issues, pull requests, runs and releases.'
          }
        >
          {project.visibility === 'private' ? (
            <Confirm
              label="Make public"
              tone="plain"
              title={`Make ${project.owner}/${project.name} public?`}
              typed={`${project.owner}/${project.name}`}
              run={() => save({ visibility: 'public' })}
            >
              Everybody, signed in or not, can read and copy its whole history from now on: every commit, also what was
              deleted since, its issues, reviews and logs. What was read cannot be taken back.
            </Confirm>
          ) : (
            <Confirm
              label="Make private"
              tone="plain"
              title={`Make ${project.owner}/${project.name} private?`}
              run={() => save({ visibility: 'private' })}
            >
              Only members and collaborators see it then. Copies that others made stay theirs.
            </Confirm>
          )}
        </Danger>
        <Danger
          text={
            project.archivedAt
              ? 'Archived: it can be read, and takes no push.'
              : 'Archived, it can be read and takes no push.'
          }
        >
          <Confirm
            label={project.archivedAt ? 'Take out of the archive' : 'Archive'}
            tone="plain"
            title={`${project.archivedAt ? 'Take' : 'Archive'} ${project.owner}/${project.name}${project.archivedAt ? ' out of the archive' : ''}?`}
            run={() => save({ archived: project.archivedAt === null })}
          >
            {project.archivedAt
              ? 'It takes pushes again.'
              : 'Nobody can push to it until it is taken out of the archive again. Nothing is lost.'}
          </Confirm>
        </Danger>
        {mayDelete && (
          <Danger text="Deleted: the repository with its issues, pull requests, releases and runs.">
            <Confirm
              label="Delete project"
              title={`Delete ${project.owner}/${project.name}?`}
              typed={`${project.owner}/${project.name}`}
              run={remove}
            >
              Its repository and all its evidence are removed and its applications stop. This cannot be undone.
            </Confirm>
          </Danger>
        )}
      </ul>
    </Section>
  )
}

function Danger({ text, children }: { text: string; children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3">
      <p className="min-w-0 flex-1 basis-60 text-sm text-muted">{text}</p>
      {children}
    </li>
  )
}

function topicsOf(text: string): string[] {
  return text
    .split(',')
    .map((topic) => topic.trim().toLowerCase())
    .filter(Boolean)
}
