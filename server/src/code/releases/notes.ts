import { parseDocument } from 'yaml'
import { z } from 'zod'

export interface NotedPull {
  number: number
  title: string
  author: string
  labels: readonly string[]
  url: string
}

export interface Notes {
  tag: string
  /** Undefined: the first release. */
  previousTag: string | undefined
  pulls: readonly NotedPull[]
  /** Authors none of whose pull requests was merged before. */
  newContributors: readonly string[]
  /** Where both tags are compared, or the commits of the only one are listed. */
  changesUrl: string
}

const List = z.union([z.array(z.string()), z.string().transform((one) => [one])]).nullish()
const Exclude = z.object({ labels: List, authors: List }).nullish()
const Category = z.object({ title: z.string(), labels: List, exclude: Exclude })
const Config = z.object({
  changelog: z.object({ exclude: Exclude, categories: z.array(Category).max(100).nullish() }).nullish(),
})
export type NotesConfig = z.output<typeof Config>

/** `.github/release.yml` as GitHub documents it. A file that is something else says what is wrong with it. */
export function parseNotesConfig(text: string): { config: NotesConfig } | { problem: string } {
  const document = parseDocument(text)
  if (document.errors[0]) return { problem: document.errors[0].message.split('\n')[0]! }
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {}
  } catch (error) {
    return { problem: (error as Error).message }
  }
  const parsed = Config.safeParse(value)
  if (parsed.success) return { config: parsed.data }
  const [issue] = parsed.error.issues
  return { problem: `${issue!.path.join('.')}: ${issue!.message}` }
}

/** Aliases can make a small file expand without end. */
const MOST_ALIASES = 100

/** Markdown in the form that GitHub's generated notes have, so that tools that read those read these. */
export function printNotes({ previousTag, tag, pulls, newContributors, changesUrl }: Notes, config: NotesConfig) {
  const { exclude, categories } = config.changelog ?? {}
  const shown = pulls.filter((pull) => !isExcluded(pull, exclude))
  const lines: string[] = []
  if (shown.length > 0) {
    lines.push("## What's Changed", ...printSections(shown, categories ?? []), '')
  }
  const first = shown.filter(
    (pull, i) => newContributors.includes(pull.author) && shown.findIndex((p) => p.author === pull.author) === i,
  )
  if (first.length > 0) {
    lines.push('## New Contributors')
    for (const { author, url } of first) lines.push(`* @${author} made their first contribution in ${url}`)
    lines.push('')
  }
  lines.push('', `**Full Changelog**: ${changesUrl}`)
  return { name: tag, body: lines.join('\n').trim(), previousTag: previousTag ?? null }
}

function printSections(pulls: readonly NotedPull[], categories: readonly z.output<typeof Category>[]): string[] {
  if (categories.length === 0) return pulls.map(printPull)
  const lines: string[] = []
  let rest = pulls
  // A pull request stands in the first section it fits.
  for (const { title, labels, exclude } of categories) {
    const fits = (pull: NotedPull) =>
      (labels ?? []).some((label) => label === '*' || pull.labels.includes(label)) && !isExcluded(pull, exclude)
    const section = rest.filter(fits)
    rest = rest.filter((pull) => !fits(pull))
    if (section.length > 0) lines.push(`### ${oneLine(title)}`, ...section.map(printPull))
  }
  if (rest.length > 0) lines.push('### Other Changes', ...rest.map(printPull))
  return lines
}

function isExcluded(pull: NotedPull, exclude: z.output<typeof Exclude>): boolean {
  const labels = exclude?.labels ?? []
  const authors = exclude?.authors ?? []
  return (
    labels.some((label) => label === '*' || pull.labels.includes(label)) ||
    authors.some((author) => author === '*' || author === pull.author)
  )
}

const printPull = ({ title, author, url }: NotedPull): string => `* ${oneLine(title)} by @${author} in ${url}`

/** Titles are people's text: a line break in one must not begin a heading of its own. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
