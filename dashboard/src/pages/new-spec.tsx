import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { addresses } from '../addresses.ts'
import { queries } from '../api/queries.ts'
import { specs } from '../api/specs.ts'
import { useQueryParam } from '../frame/query-param.ts'
import { mayWrite } from '../frame/role.tsx'
import { ButtonLink } from '../parts/button.tsx'
import { SelectField } from '../parts/field.tsx'
import { Empty, Page } from '../parts/page.tsx'
import { Load } from '../parts/problem.tsx'
import { PageSkeleton } from '../parts/skeleton.tsx'
import { SpecForm, type SpecText } from './spec/form.tsx'

const blank: SpecText = { title: '', body: '', acceptance: [], agent: '' }

export default function NewSpecPage() {
  const router = useRouter()
  const projects = useQuery(queries.projects())
  const me = useQuery(queries.me())
  const [chosen, setChosen] = useQueryParam('project')
  const create = useMutation({
    mutationFn: ({ project, text }: { project: string; text: SpecText }) => {
      const [owner = '', name = ''] = project.split('/')
      const { agent, ...rest } = text
      return specs.create({ owner, name, ...rest, ...(agent ? { agent } : {}) })
    },
    onSuccess: (spec) => router.history.push(addresses.spec(spec.id)),
  })
  return (
    <Page title="New spec" lead="A draft first: nothing starts before it is submitted and approved.">
      <Load query={projects} skeleton={<PageSkeleton />}>
        {({ items: all }) => {
          const items = all.filter((each) => mayWrite(me.data, each.owner))
          const project = chosen || (items[0] ? `${items[0].owner}/${items[0].name}` : '')
          if (items.length === 0) return <NoProject />
          return (
            <SpecForm
              initial={blank}
              submit="Create draft"
              busy={create.isPending}
              error={create.error}
              onCancel={() => router.history.back()}
              onSubmit={(text) => create.mutate({ project, text })}
              before={
                <SelectField label="Project" value={project} onChange={(event) => setChosen(event.target.value)}>
                  {items.map((each) => (
                    <option key={each.id} value={`${each.owner}/${each.name}`}>
                      {each.owner}/{each.name}
                    </option>
                  ))}
                </SelectField>
              }
            />
          )
        }}
      </Load>
    </Page>
  )
}

function NoProject() {
  return (
    <Empty
      title="A spec belongs to a project"
      action={<ButtonLink href={addresses.newProject()}>Create a project</ButtonLink>}
    >
      <p>A project is a repository with its specs, pull requests and deployments. Create one, or push one with git.</p>
    </Empty>
  )
}
