import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { addresses } from '../../addresses.ts'
import { queries } from '../../api/queries.ts'
import { DiffViewer } from '../../diff/viewer.tsx'
import { CheckList } from '../../evidence/checks.tsx'
import { useParam, useProjectAddress } from '../../frame/params.ts'
import { Id } from '../../parts/copy.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Markdown } from '../../parts/markdown.tsx'
import { Page, Section } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { PageSkeleton } from '../../parts/skeleton.tsx'
import { Time } from '../../parts/time.tsx'
import { SignatureBadge } from './signature-badge.tsx'

export default function CommitPage() {
  const project = useProjectAddress()
  const sha = useParam('sha')
  const query = useQuery(queries.commit(project, sha))
  const checks = useQuery({ ...queries.checks(project, query.data?.sha ?? ''), enabled: query.data !== undefined })
  const [base, head] = [query.data?.parents[0], query.data?.sha ?? '']
  const source = useMemo(() => ({ project, base, head }), [project, base, head])
  const [subject = `Commit ${sha.slice(0, 7)}`, ...rest] = (query.data?.message ?? '')
    .split('\n')
    .filter((line, index) => index > 0 || line !== '')
  const body = rest.join('\n').trim()
  return (
    <Page
      title={subject}
      wide
      lead={
        query.data && (
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
            <span>
              {query.data.author.name} committed <Time at={query.data.author.at} />
            </span>
            <Id id={query.data.sha} shown={query.data.sha.slice(0, 7)} />
            <SignatureBadge project={project} sha={query.data.sha} />
            {query.data.parents.map((parent) => (
              <TextLink key={parent} href={addresses.commit(project, parent)}>
                parent {parent.slice(0, 7)}
              </TextLink>
            ))}
            <TextLink href={addresses.tree(project, query.data.sha)}>files at this commit</TextLink>
          </span>
        )
      }
    >
      <Load query={query} skeleton={<PageSkeleton />}>
        {(commit) => (
          <>
            {body && <Markdown text={body} breaks className="max-w-prose text-muted" />}
            {checks.data && checks.data.items.length > 0 && (
              <Section title="Checks">
                <CheckList checks={checks.data.items} project={project} />
              </Section>
            )}
            <DiffViewer files={commit.files} source={source} />
          </>
        )}
      </Load>
    </Page>
  )
}
