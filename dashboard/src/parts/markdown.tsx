import { marked, type Token, type Tokens } from 'marked'
import { createContext, Fragment, type ReactNode, useContext, useId, useMemo } from 'react'
import type { Address } from '../api/client.ts'
import { merge } from './class-names.ts'
import { CodeBlock } from './code-block.tsx'
import { safeHref, TextLink } from './link.tsx'
import { alertOf, parseMarkdown, withTask } from './markdown-extras.ts'
import { ProjectContext } from './project-context.ts'
import { namesIn, Unlinked, useNamed, WithReferences, Words } from './references.tsx'

/**
 * Markdown from specs, repositories and agents. It is parsed to tokens and drawn as React elements, so no text ever
 * becomes HTML: a `<script>` in a README is shown, not run. Addresses pass {@link safeHref}.
 */
export function Markdown({ text, className, resolve, picture, breaks = false, onChange }: MarkdownProps) {
  const project = useContext(ProjectContext)
  const id = useId()
  const tokens = useMemo(() => parseMarkdown(text, { breaks }), [text, breaks])
  const page = useMemo(
    () => ({ resolve, picture, onChange, text, id, project, ...countIn(tokens) }),
    [resolve, picture, onChange, text, id, project, tokens],
  )
  const drawn = (
    <PageContext value={page}>
      {draw(tokens)}
      <Footnotes />
    </PageContext>
  )
  return (
    <div className={merge('prose', className)}>
      {project ? (
        <WithReferences project={project} names={namesIn(text)}>
          {drawn}
        </WithReferences>
      ) : (
        drawn
      )}
    </div>
  )
}

interface MarkdownProps {
  text: string
  className?: string
  resolve?: Resolve
  /** Where a picture beside the text is; without it pictures are links. */
  picture?: Resolve
  /** A line of the text stays a line, as in the message of a commit and its trailers. */
  breaks?: boolean
  /** Lets the reader tick the tasks of the text, which is then another one. */
  onChange?: ((text: string) => void) | undefined
}

/** One line of it: emphasis, code and links, no blocks. */
export function InlineMarkdown({ text }: { text: string }) {
  const tokens = useMemo(() => marked.Lexer.lexInline(text, { gfm: true }), [text])
  return <span className="prose">{draw(tokens)}</span>
}

/** What an address relative to the text leads to; without it such a link is only words. */
type Resolve = (href: string) => string

/** What one text is made of, and what surrounds it. */
interface TextPage {
  resolve?: Resolve | undefined
  picture?: Resolve | undefined
  onChange?: ((text: string) => void) | undefined
  text: string
  /** Begins the anchors of this text: several stand on one page. */
  id: string
  project?: Address | undefined
  tasks: ReadonlyMap<Token, number>
  /** By their labels, in the order in which they are first named. */
  footnotes: ReadonlyMap<string, Token[]>
}

const PageContext = createContext<TextPage>({ text: '', id: '', tasks: new Map(), footnotes: new Map() })

/** Tasks and footnotes have their numbers by where they stand in the text. */
function countIn(tokens: readonly Token[]): Pick<TextPage, 'tasks' | 'footnotes'> {
  const tasks = new Map<Token, number>()
  const named = new Set<string>()
  const written = new Map<string, Token[]>()
  marked.walkTokens([...tokens], (token) => {
    if (token.type === 'checkbox') tasks.set(token, tasks.size)
    if (token.type === 'footnoteMark') named.add(token.label)
    if (token.type === 'footnote') written.set(token.label, token.tokens ?? [])
  })
  return {
    tasks,
    footnotes: new Map([...named].flatMap((label) => (written.has(label) ? [[label, written.get(label)!]] : []))),
  }
}

const isRelative = (href: string) => !/^([a-z][a-z0-9+.-]*:|\/\/|#)/i.test(href)

/** A picture of the repository itself. Loading one from elsewhere would tell its server who reads this page: it stays a link. */
function MarkdownPicture({ href, text }: { href: string; text: string }) {
  const { picture } = useContext(PageContext)
  if (!picture || !isRelative(href)) return <MarkdownLink href={href}>{text || 'image'}</MarkdownLink>
  return <img src={picture(href)} alt={text} loading="lazy" />
}

function MarkdownLink({ href, children }: { href: string; children: ReactNode }) {
  const { resolve } = useContext(PageContext)
  const relative = !/^([a-z][a-z0-9+.-]*:|\/|#)/i.test(href)
  const target = relative ? resolve?.(href) : safeHref(href)
  return target ? (
    <TextLink href={target}>
      <Unlinked>{children}</Unlinked>
    </TextLink>
  ) : (
    children
  )
}

/** A whole address that somebody pasted: one of ours is said in short. */
function Pasted({ href, children }: { href: string; children: ReactNode }) {
  return useNamed(href) ?? <MarkdownLink href={href}>{children}</MarkdownLink>
}

function draw(tokens: Token[] | undefined): ReactNode[] {
  // biome-ignore lint/suspicious/noArrayIndexKey: tokens of one text, replaced as a whole
  return (tokens ?? []).map((token, index) => <Fragment key={index}>{drawOne(token)}</Fragment>)
}

function drawOne(token: Token): ReactNode {
  switch (token.type) {
    case 'space':
    case 'def':
      return null
    case 'heading': {
      // The page has its own h1: headings of the text begin one below.
      const Level = (['h2', 'h3', 'h4', 'h4', 'h4', 'h4'] as const)[(token as Tokens.Heading).depth - 1] ?? 'h4'
      return <Level>{draw(token.tokens)}</Level>
    }
    case 'paragraph':
      return <p>{draw(token.tokens)}</p>
    case 'code':
      return <CodeBlock text={token.text} language={(token.lang ?? '').split(/\s/, 1)[0] ?? ''} />
    case 'blockquote':
      return <Quotation tokens={token.tokens ?? []} />
    case 'footnote':
      return null // stands at the end
    case 'footnoteMark':
      return <FootnoteMark label={token.label} raw={token.raw} />
    case 'list':
      return drawList(token as Tokens.List)
    case 'table':
      return drawTable(token as Tokens.Table)
    case 'hr':
      return <hr />
    case 'strong':
      return <strong>{draw(token.tokens)}</strong>
    case 'em':
      return <em>{draw(token.tokens)}</em>
    case 'del':
      return <del>{draw(token.tokens)}</del>
    case 'codespan':
      return <code>{token.text}</code>
    case 'br':
      return <br />
    case 'link':
      return token.raw === token.href ? (
        <Pasted href={token.href}>{draw(token.tokens)}</Pasted>
      ) : (
        <MarkdownLink href={token.href}>{draw(token.tokens)}</MarkdownLink>
      )
    case 'image':
      return <MarkdownPicture href={token.href} text={token.text} />
    case 'html':
      // A comment is not meant to be read; any other HTML is shown as the text it is.
      return token.raw.replace(/<!--[\s\S]*?-->/g, '').trim() === '' ? null : token.raw
    case 'checkbox':
      return <TaskBox token={token as Tokens.Checkbox} />
    case 'text':
    case 'escape':
      return token.type === 'text' && token.tokens ? draw(token.tokens) : <Words text={decodeReferences(token.text)} />
    default:
      return token.raw
  }
}

/** Can be ticked by who may change the text. */
function TaskBox({ token }: { token: Tokens.Checkbox }) {
  const { tasks, text, onChange } = useContext(PageContext)
  const next = onChange && withTask(text, tasks.size, tasks.get(token) ?? -1, !token.checked)
  return (
    <>
      <input
        type="checkbox"
        checked={token.checked}
        readOnly={next === undefined}
        disabled={next === undefined}
        onChange={() => next !== undefined && onChange?.(next)}
        aria-label={token.checked ? 'done' : 'not done'}
      />{' '}
    </>
  )
}

function Quotation({ tokens }: { tokens: Token[] }) {
  const found = alertOf(tokens)
  if (!found) return <blockquote>{draw(tokens)}</blockquote>
  return (
    <div className="prose-alert" data-alert={found.alert}>
      <p className="font-medium capitalize">{found.alert}</p>
      {draw(found.tokens)}
    </div>
  )
}

function FootnoteMark({ label, raw }: { label: string; raw: string }) {
  const { footnotes, id } = useContext(PageContext)
  const at = [...footnotes.keys()].indexOf(label)
  if (at < 0) return raw
  return (
    <sup id={`${id}-mark-${at + 1}`}>
      <a href={`#${id}-note-${at + 1}`} aria-label={`Footnote ${at + 1}`}>
        {at + 1}
      </a>
    </sup>
  )
}

function Footnotes() {
  const { footnotes, id } = useContext(PageContext)
  if (footnotes.size === 0) return null
  return (
    <ol className="border-t pt-3 text-sm text-muted" aria-label="Footnotes">
      {[...footnotes.values()].map((tokens, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: notes of one text, replaced as a whole
        <li key={at} id={`${id}-note-${at + 1}`}>
          {draw(tokens)}{' '}
          <a href={`#${id}-mark-${at + 1}`} aria-label="Back to the text">
            ↩
          </a>
        </li>
      ))}
    </ol>
  )
}

function drawList(list: Tokens.List): ReactNode {
  const items = list.items.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: items of one text, replaced as a whole
    <li key={index} className={item.task ? '-ml-5 list-none' : undefined}>
      {draw(item.tokens)}
    </li>
  ))
  return list.ordered ? <ol start={list.start === '' ? 1 : list.start}>{items}</ol> : <ul>{items}</ul>
}

function drawTable(table: Tokens.Table): ReactNode {
  return (
    <table>
      <thead>
        <tr>
          {table.header.map((cell, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: cells of one text, replaced as a whole
            <th key={index}>{draw(cell.tokens)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of one text, replaced as a whole
          <tr key={index}>
            {row.map((cell, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: cells of one text, replaced as a whole
              <td key={column}>{draw(cell.tokens)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The lexer leaves character references alone; React escapes by itself, so only the common ones are turned back. */
function decodeReferences(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => entities[name] ?? whole)
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
