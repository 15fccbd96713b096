import { marked, type Token, type Tokens } from 'marked'
import { createContext, Fragment, type ReactNode, useContext, useMemo } from 'react'
import { merge } from './class-names.ts'
import { safeHref, TextLink } from './link.tsx'

/**
 * Markdown from specs, repositories and agents. It is parsed to tokens and drawn as React elements, so no text ever
 * becomes HTML: a `<script>` in a README is shown, not run. Addresses pass {@link safeHref}.
 */
export function Markdown({ text, className, resolve, picture, breaks = false }: MarkdownProps) {
  const tokens = useMemo(() => marked.lexer(text, { gfm: true, breaks }), [text, breaks])
  return (
    <div className={merge('prose', className)}>
      <ResolveContext value={resolve}>
        <PictureContext value={picture}>{draw(tokens)}</PictureContext>
      </ResolveContext>
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
}

/** One line of it: emphasis, code and links, no blocks. */
export function InlineMarkdown({ text }: { text: string }) {
  const tokens = useMemo(() => marked.Lexer.lexInline(text, { gfm: true }), [text])
  return <span className="prose">{draw(tokens)}</span>
}

/** What an address relative to the text leads to; without it such a link is only words. */
type Resolve = (href: string) => string

const ResolveContext = createContext<Resolve | undefined>(undefined)
const PictureContext = createContext<Resolve | undefined>(undefined)

const isRelative = (href: string) => !/^([a-z][a-z0-9+.-]*:|\/\/|#)/i.test(href)

/** A picture of the repository itself. Loading one from elsewhere would tell its server who reads this page: it stays a link. */
function MarkdownPicture({ href, text }: { href: string; text: string }) {
  const picture = useContext(PictureContext)
  if (!picture || !isRelative(href)) return <MarkdownLink href={href}>{text || 'image'}</MarkdownLink>
  return <img src={picture(href)} alt={text} loading="lazy" />
}

function MarkdownLink({ href, children }: { href: string; children: ReactNode }) {
  const resolve = useContext(ResolveContext)
  const relative = !/^([a-z][a-z0-9+.-]*:|\/|#)/i.test(href)
  const target = relative ? resolve?.(href) : safeHref(href)
  return target ? <TextLink href={target}>{children}</TextLink> : children
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
      return (
        <pre>
          <code>{token.text}</code>
        </pre>
      )
    case 'blockquote':
      return <blockquote>{draw(token.tokens)}</blockquote>
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
      return <MarkdownLink href={token.href}>{draw(token.tokens)}</MarkdownLink>
    case 'image':
      return <MarkdownPicture href={token.href} text={token.text} />
    case 'html':
      // A comment is not meant to be read; any other HTML is shown as the text it is.
      return token.raw.replace(/<!--[\s\S]*?-->/g, '').trim() === '' ? null : token.raw
    case 'checkbox':
      return <TaskBox checked={(token as Tokens.Checkbox).checked} />
    case 'text':
    case 'escape':
      return token.type === 'text' && token.tokens ? draw(token.tokens) : decodeReferences(token.text)
    default:
      return token.raw
  }
}

function TaskBox({ checked }: { checked: boolean }) {
  return (
    <>
      <input type="checkbox" checked={checked} readOnly disabled aria-label={checked ? 'done' : 'not done'} />{' '}
    </>
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
