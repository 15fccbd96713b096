import { useQuery } from '@tanstack/react-query'
import { ExternalLink, FileText } from 'lucide-react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import { useProjectAddress } from '../../frame/params.ts'
import { Link } from '../../parts/link.tsx'
import { Page, Rows } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { RowsSkeleton } from '../../parts/skeleton.tsx'
import { BlankIssue } from './new.tsx'

/** Which template to begin with; where the repository has none, the issue is begun at once. */
export default function ChooseIssuePage() {
  const project = useProjectAddress()
  const templates = useQuery(forgeQueries.templates(project))
  return (
    <Page title="New issue" lead={`${project.owner}/${project.name}`}>
      <Load query={templates} skeleton={<RowsSkeleton rows={3} />}>
        {({ items, contactLinks, blank, broken }) =>
          items.length + contactLinks.length + broken.length === 0 ? (
            <BlankIssue project={project} />
          ) : (
            <div className="flex max-w-2xl flex-col gap-4">
              <Rows label="Templates">
                {items.map((template) => (
                  <Choice
                    key={template.file}
                    href={addresses.newIssue(project, template.file)}
                    name={template.name}
                    about={template.about}
                  />
                ))}
                {contactLinks.map((link) => (
                  <Choice key={link.url} href={link.url} name={link.name} about={link.about} outside />
                ))}
                {blank && (
                  <Choice
                    href={addresses.newIssue(project)}
                    name="Blank issue"
                    about="A title and a text, without questions."
                  />
                )}
              </Rows>
              {broken.length > 0 && <Broken project={project} files={broken} />}
            </div>
          )
        }
      </Load>
    </Page>
  )
}

function Choice({ href, name, about, outside }: { href: string; name: string; about: string; outside?: boolean }) {
  const Icon = outside ? ExternalLink : FileText
  return (
    <li>
      <Link href={href} data-row className="row-focus flex items-center gap-3 px-4 py-3 hover:bg-hover">
        <Icon className="size-4 shrink-0 text-muted" />
        <span className="min-w-0">
          <span className="block font-medium wrap-anywhere">{name}</span>
          {about && <span className="block text-sm wrap-anywhere text-muted">{about}</span>}
        </span>
      </Link>
    </li>
  )
}

function Broken({ project, files }: { project: Address; files: { file: string; reason: string }[] }) {
  return (
    <div className="text-sm text-muted">
      <p>These templates of {project.name} cannot be read:</p>
      <ul className="mt-1 list-disc pl-5">
        {files.map(({ file, reason }) => (
          <li key={file}>
            <code className="font-mono text-xs">{file}</code>: {reason}
          </li>
        ))}
      </ul>
    </div>
  )
}
