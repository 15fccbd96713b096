import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { addresses } from '../addresses.ts'
import { queries } from '../api/queries.ts'
import { useQueryParam } from '../frame/query-param.ts'
import { ButtonLink } from '../parts/button.tsx'
import { RehearsalTag } from '../parts/chips.tsx'
import { CopyLine } from '../parts/copy.tsx'
import { Link } from '../parts/link.tsx'
import { Empty, Page, Rows } from '../parts/page.tsx'
import { Load } from '../parts/problem.tsx'
import { RowsSkeleton } from '../parts/skeleton.tsx'
import { Time } from '../parts/time.tsx'

export default function ProjectsPage() {
  const projects = useQuery(queries.projects())
  const me = useQuery(queries.me())
  const [words, setWords] = useQueryParam('q')
  return (
    <Page
      title="Projects"
      lead="Each is one repository with its specs, pull requests, runs and deployments."
      actions={
        <ButtonLink href={addresses.newProject()} tone="primary" icon={<Plus className="size-4" />}>
          New project
        </ButtonLink>
      }
    >
      <Load query={projects} skeleton={<RowsSkeleton rows={4} />}>
        {({ items }) => {
          if (items.length === 0) {
            return (
              <Empty
                title="No project yet"
                action={<ButtonLink href={addresses.newProject()}>Create a project</ButtonLink>}
              >
                <p>Push a repository you have; it is created by the push. The password is a token from Settings.</p>
                <CopyLine
                  label="command to push a repository"
                  text={`git push ${window.location.origin}/${me.data?.user.login ?? 'me'}/my-app.git main`}
                />
              </Empty>
            )
          }
          const shown = items.filter((each) =>
            `${each.owner}/${each.name} ${each.description}`.toLowerCase().includes(words.toLowerCase()),
          )
          return (
            <div className="flex flex-col gap-4">
              {items.length > 8 && (
                <input
                  type="search"
                  aria-label="Filter projects"
                  placeholder="Filter projects"
                  value={words}
                  onChange={(event) => setWords(event.target.value)}
                  className="h-8 w-full rounded-md border border-control bg-raised px-3 text-sm sm:w-72"
                />
              )}
              <Rows label="Projects">
                {shown.map((project) => (
                  <li key={project.id}>
                    <Link
                      href={addresses.project(project)}
                      data-row
                      className="row-focus flex items-center gap-4 px-4 py-3 hover:bg-hover"
                    >
                      <span className="min-w-0 grow">
                        <span className="flex flex-wrap items-center gap-x-2">
                          <span className="truncate">
                            <span className="text-muted">{project.owner}/</span>
                            <span className="font-medium">{project.name}</span>
                          </span>
                          {project.rehearsal && <RehearsalTag />}
                        </span>
                        {project.description && (
                          <span className="block truncate text-sm text-muted">{project.description}</span>
                        )}
                      </span>
                      <Time at={project.createdAt} className="shrink-0 text-sm text-muted" />
                    </Link>
                  </li>
                ))}
              </Rows>
              {shown.length === 0 && <p className="text-muted">No project matches “{words}”.</p>}
            </div>
          )
        }}
      </Load>
    </Page>
  )
}
