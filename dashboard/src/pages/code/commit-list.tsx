import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import type { Commit } from '../../api/code.ts'
import { Id } from '../../parts/copy.tsx'
import { Link } from '../../parts/link.tsx'
import { Rows } from '../../parts/page.tsx'
import { Time } from '../../parts/time.tsx'
import { CommitBadge } from './commit-badge.tsx'
import { daysOf } from './days.ts'

/** Commits by the day they were made. */
export function CommitList({
  project,
  commits,
  path = '',
}: {
  project: Address
  commits: readonly Commit[]
  path?: string
}) {
  const shas = commits.map(({ sha }) => sha)
  return daysOf(commits).map(({ day, commits: ofDay }) => (
    <section key={day} aria-label={day}>
      <h2 className="mb-2 text-sm text-muted">{day}</h2>
      <Rows label={`Commits of ${day}`}>
        {ofDay.map((commit) => (
          <li key={commit.sha} className="flex items-center gap-3 pr-4 hover:bg-hover">
            <Link href={addresses.commit(project, commit.sha)} data-row className="row-focus min-w-0 grow px-4 py-2">
              <span className="block truncate font-medium">{commit.message.split('\n')[0]}</span>
              <span className="block text-xs text-muted">
                {commit.author.name}
                {commit.committer.name !== commit.author.name && ` and ${commit.committer.name}`} ·{' '}
                <Time at={commit.committer.at} />
                {commit.parents.length > 1 && ' · merge'}
              </span>
            </Link>
            <CommitBadge project={project} sha={commit.sha} among={shas} />
            <Id id={commit.sha} shown={commit.sha.slice(0, 7)} />
            <Link
              href={path === '' ? addresses.tree(project, commit.sha) : addresses.blob(project, commit.sha, path)}
              className="hidden shrink-0 text-xs text-muted hover:text-ink hover:underline sm:block"
            >
              {path === '' ? 'Files' : 'File'}
            </Link>
          </li>
        ))}
      </Rows>
    </section>
  ))
}
