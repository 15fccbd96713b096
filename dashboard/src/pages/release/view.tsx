import { FileArchive, GitCommitHorizontal, Package, Pencil, Tag as TagIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import type { Release } from '../../api/releases.ts'
import { Actor } from '../../parts/actor.tsx'
import { ButtonLink } from '../../parts/button.tsx'
import { Id } from '../../parts/copy.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Markdown } from '../../parts/markdown.tsx'
import { StatusLabel } from '../../parts/status.tsx'
import { bytes, count, Time } from '../../parts/time.tsx'

interface ReleaseViewProps {
  project: Address
  release: Release
  writes: boolean
  /** In a list its title leads to the page of its own. */
  inList?: boolean
}

export function ReleaseView({ project, release, writes, inList }: ReleaseViewProps) {
  const title = release.name || release.tag
  const href = release.draft ? addresses.editRelease(project, release.id) : addresses.release(project, release.tag)
  return (
    <article className="rounded-md border bg-raised" data-testid="release">
      <header className="flex flex-wrap items-start justify-between gap-3 border-b px-4 py-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h2 className="text-lg font-semibold wrap-anywhere">
              {inList ? (
                <TextLink href={href} data-row className="no-underline hover:underline">
                  {title}
                </TextLink>
              ) : (
                title
              )}
            </h2>
            <ReleaseState release={release} />
          </div>
          <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
            <span className="inline-flex items-center gap-1">
              <TagIcon className="size-3.5" />
              {release.draft ? (
                release.tag
              ) : (
                <TextLink href={addresses.tree(project, release.tag)}>{release.tag}</TextLink>
              )}
            </span>
            <span className="inline-flex items-center gap-1">
              <GitCommitHorizontal className="size-3.5" />
              <span className="font-mono text-xs">
                {/^[0-9a-f]{40}$/.test(release.target) ? release.target.slice(0, 7) : release.target}
              </span>
            </span>
            <Actor actor={release.author} />
            <Time at={release.publishedAt ?? release.createdAt} />
          </p>
        </div>
        {writes && (
          <ButtonLink
            href={addresses.editRelease(project, release.id)}
            icon={<Pencil className="size-4" />}
            {...(inList ? {} : { shortcut: 'e' as const })}
          >
            Edit
          </ButtonLink>
        )}
      </header>
      {release.body.trim() !== '' && <Markdown text={release.body} className="px-4 py-3" />}
      <Downloads project={project} release={release} />
    </article>
  )
}

function ReleaseState({ release }: { release: Release }) {
  return (
    <>
      {release.draft && <StatusLabel status="waiting">Draft</StatusLabel>}
      {release.latest && <StatusLabel status="done">Latest</StatusLabel>}
      {release.prerelease && <StatusLabel status="needs_person">Pre-release</StatusLabel>}
    </>
  )
}

/** Its files, and what git makes of the tag. */
function Downloads({ project, release }: { project: Address; release: Release }) {
  if (release.draft && release.assets.length === 0) return null
  return (
    <ul aria-label={`Files of ${release.tag}`} className="divide-y border-t text-sm">
      {release.assets.map((asset) => (
        <Download key={asset.id} icon={<Package className="size-4" />}>
          {release.draft ? (
            <span className="min-w-0 grow font-medium wrap-anywhere">{asset.name}</span>
          ) : (
            <a
              href={addresses.asset(project, release.tag, asset.name)}
              className="min-w-0 grow font-medium wrap-anywhere hover:underline"
            >
              {asset.label || asset.name}
            </a>
          )}
          <span className="hidden sm:inline">
            <Id id={asset.sha256} shown={`sha256 ${asset.sha256.slice(0, 7)}`} />
          </span>
          <span className="w-24 shrink-0 text-right text-muted max-sm:hidden">
            {count(asset.downloads)} {asset.downloads === 1 ? 'download' : 'downloads'}
          </span>
          <span className="w-20 shrink-0 text-right text-muted">{bytes(asset.sizeBytes)}</span>
        </Download>
      ))}
      {!release.draft &&
        (['zip', 'tar.gz'] as const).map((ending) => (
          <Download key={ending} icon={<FileArchive className="size-4" />}>
            <a href={addresses.archive(project, release.tag, ending)} className="hover:underline">
              Source code <span className="text-muted">({ending})</span>
            </a>
          </Download>
        ))}
    </ul>
  )
}

function Download({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex min-h-10 items-center gap-3 px-4 py-1.5">
      <span className="text-muted">{icon}</span>
      {children}
    </li>
  )
}
