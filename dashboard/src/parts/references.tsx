import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext } from 'react'
import { addresses } from '../addresses.ts'
import type { Address } from '../api/client.ts'
import type { Reference } from '../api/issues.ts'
import { queries } from '../api/queries.ts'
import { TextLink } from './link.tsx'

/** As many as the server looks for at once. */
const MOST_REFERENCES = 100

/** `#7`, `owner/name#7`, `@login`, `owner/name@sha` and commits by their ids; as server/src/code/markdown/references.ts has them. */
const REFERENCE =
  /(?<![\w/#&@.-])(?:(?:[\w.-]+\/[\w.-]+)?#\d{1,9}|@[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?|(?:[\w.-]+\/[\w.-]+@)?(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40})(?![\w/@-])/gi

/** What a text seems to name, in short or by whole addresses of this server. */
export function namesIn(text: string, origin = window.location.origin): string[] {
  const addressed = text.includes(origin)
    ? (text.match(/https?:\/\/[^\s<>()"]+/g) ?? []).flatMap((href) => shortened(href, origin) ?? [])
    : []
  return [...new Set([...[...text.matchAll(REFERENCE)].map(([name]) => name), ...addressed])].slice(0, MOST_REFERENCES)
}

/** A whole address of this server as it is written in short: `https://…/owner/name/pull/7` → `owner/name#7`. */
function shortened(href: string, origin: string): string | undefined {
  if (!href.startsWith(`${origin}/`)) return undefined
  const path = href.slice(origin.length)
  const [, project, page, name] =
    /^\/([\w.-]+\/[\w.-]+)\/(issues|pull|commit)\/(\d{1,9}|[0-9a-f]{40})$/.exec(path) ?? []
  if (!project || !name) return undefined
  if (page === 'commit') return name.length === 40 ? `${project}@${name}` : undefined
  return `${project}#${name}`
}

interface Known {
  project: Address
  found: ReadonlyMap<string, Reference>
}

const KnownContext = createContext<Known | undefined>(undefined)

/** Looks for what a text names. Until it is known, and where it is not there, words stay words. */
export function WithReferences({
  project,
  names,
  children,
}: {
  project: Address
  names: readonly string[]
  children: ReactNode
}) {
  const { data } = useQuery({ ...queries.references(project, [...names]), enabled: names.length > 0 })
  const found = new Map(data?.items.map((each) => [each.reference, each]))
  return <KnownContext value={{ project, found }}>{children}</KnownContext>
}

/** Inside a link nothing else is one. */
export function Unlinked({ children }: { children: ReactNode }) {
  return <KnownContext value={undefined}>{children}</KnownContext>
}

/** Words in which what is named leads there. */
export function Words({ text }: { text: string }) {
  const known = useContext(KnownContext)
  if (!known || known.found.size === 0) return text
  const pieces: ReactNode[] = []
  let at = 0
  for (const { 0: name, index } of text.matchAll(REFERENCE)) {
    const reference = known.found.get(name)
    if (!reference) continue
    pieces.push(text.slice(at, index), <ReferenceLink key={index} reference={reference} project={known.project} />)
    at = index + name.length
  }
  return pieces.length === 0 ? text : [...pieces, text.slice(at)]
}

/** What a whole address leads to, in short; undefined where it is not there. */
export function useNamed(href: string): ReactNode {
  const known = useContext(KnownContext)
  const short = known && shortened(href, window.location.origin)
  const reference = short ? known.found.get(short) : undefined
  return reference && <ReferenceLink reference={reference} project={known!.project} />
}

function ReferenceLink({ reference, project }: { reference: Reference; project: Address }) {
  const { kind, owner, name, number, sha, title } = reference
  const own = owner.toLowerCase() === project.owner.toLowerCase() && name.toLowerCase() === project.name.toLowerCase()
  const place = own ? '' : `${owner}/${name}`
  if (kind === 'person')
    return (
      <TextLink href={addresses.issues(project, `author:${owner}`)} title={title} className="font-medium">
        @{owner}
      </TextLink>
    )
  if (kind === 'commit' && sha)
    return (
      <TextLink href={addresses.commit({ owner, name }, sha)} title={title} className="font-mono text-xs">
        {place && `${place}@`}
        {sha.slice(0, 7)}
      </TextLink>
    )
  const href =
    kind === 'pull' ? addresses.pull({ owner, name }, number ?? 0) : addresses.issue({ owner, name }, number ?? 0)
  return (
    <TextLink href={href} title={title}>
      {place}#{number}
    </TextLink>
  )
}
