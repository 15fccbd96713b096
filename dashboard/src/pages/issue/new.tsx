import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import { type IssueTemplate, issues } from '../../api/issues.ts'
import { useProjectAddress } from '../../frame/params.ts'
import { useQueryParam } from '../../frame/query-param.ts'
import { useMay } from '../../frame/role.tsx'
import { Button } from '../../parts/button.tsx'
import { Editor } from '../../parts/editor.tsx'
import { Field } from '../../parts/field.tsx'
import { Page } from '../../parts/page.tsx'
import { Load, ProblemLine } from '../../parts/problem.tsx'
import { PageSkeleton } from '../../parts/skeleton.tsx'
import { firstAnswers, printAnswers } from './answers.ts'
import { IssueForm } from './form.tsx'
import { Chosen, type Facts } from './pickers.tsx'

export default function NewIssuePage() {
  const project = useProjectAddress()
  const [file] = useQueryParam('template')
  const templates = useQuery({ ...forgeQueries.templates(project), enabled: file !== '' })
  return (
    <Page title="New issue" lead={`${project.owner}/${project.name}`}>
      {file === '' ? (
        <BlankIssue project={project} />
      ) : (
        <Load query={templates} skeleton={<PageSkeleton />}>
          {({ items }) => {
            const template = items.find((each) => each.file === file)
            return <NewIssue key={file} project={project} template={template ?? blank} />
          }}
        </Load>
      )}
    </Page>
  )
}

const blank: Pick<IssueTemplate, 'title' | 'body' | 'labels' | 'assignees' | 'form'> = {
  title: '',
  body: '',
  labels: [],
  assignees: [],
  form: null,
}

export function BlankIssue({ project }: { project: Address }) {
  const [title] = useQueryParam('title')
  const [body] = useQueryParam('body')
  return <NewIssue project={project} template={{ ...blank, title, body }} />
}

function NewIssue({ project, template }: { project: Address; template: typeof blank }) {
  const router = useRouter()
  const client = useQueryClient()
  const tends = useMay(project, 'issues:write')
  const [title, setTitle] = useState(template.title)
  const [body, setBody] = useState(template.body)
  const [answers, setAnswers] = useState(() => firstAnswers(template.form ?? []))
  const [facts, setFacts] = useState<Facts>({
    labels: template.labels,
    assignees: template.assignees,
    milestone: null,
  })
  const create = useMutation({
    mutationFn: () =>
      issues.create(project, {
        title: title.trim(),
        body: template.form ? printAnswers(template.form, answers) : body,
        ...facts,
      }),
    onSuccess: async (issue) => {
      await client.invalidateQueries({ queryKey: ['issues'] })
      router.history.push(addresses.issue(project, issue.number))
    },
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  return (
    <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_240px]">
      <form onSubmit={send} className="flex min-w-0 flex-col gap-5">
        <Field
          label="Title"
          value={title}
          required
          maxLength={256}
          autoComplete="off"
          onChange={(event) => setTitle(event.target.value)}
        />
        {template.form ? (
          <IssueForm form={template.form} answers={answers} onChange={setAnswers} />
        ) : (
          <Editor label="Description" value={body} onChange={setBody} className="min-h-48" />
        )}
        <ProblemLine error={create.error} />
        <div className="flex gap-2">
          <Button type="submit" tone="primary" busy={create.isPending} disabled={title.trim() === ''}>
            Open issue
          </Button>
          <Button onClick={() => router.history.back()}>Cancel</Button>
        </div>
      </form>
      {tends && <Chosen project={project} facts={facts} onChange={(change) => setFacts({ ...facts, ...change })} />}
    </div>
  )
}
