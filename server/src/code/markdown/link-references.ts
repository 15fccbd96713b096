import { REFERENCE, type ReferenceLink } from './references.ts'

/** As much of the tree of a rendered text as is looked at here. */
interface Node {
  type: string
  tagName?: string
  value?: string
  properties?: Record<string, string>
  children?: Node[]
}

/** What is written as an example, or is a link already, stays as it is. */
const KEPT = new Set(['a', 'code', 'pre'])

/** Makes links of what was named in the text. It runs behind the sanitizer: the addresses are ours. */
export function linkReferences() {
  return (tree: Node, file: { data: object }): void => {
    const { links } = file.data as { links?: Record<string, ReferenceLink> }
    if (links && Object.keys(links).length > 0) within(tree, links)
  }
}

function within(node: Node, links: Record<string, ReferenceLink>): void {
  if (!node.children || KEPT.has(node.tagName ?? '')) return
  node.children = node.children.flatMap((child) => {
    if (child.type === 'text') return linked(child.value ?? '', links)
    within(child, links)
    return [child]
  })
}

function linked(text: string, links: Record<string, ReferenceLink>): Node[] {
  const pieces: Node[] = []
  let at = 0
  for (const { 0: reference, index } of text.matchAll(REFERENCE)) {
    const link = Object.hasOwn(links, reference) ? links[reference] : undefined
    if (!link) continue
    if (index > at) pieces.push({ type: 'text', value: text.slice(at, index) })
    const children = [{ type: 'text', value: reference }]
    pieces.push({ type: 'element', tagName: 'a', properties: { href: link.href, title: link.title }, children })
    at = index + reference.length
  }
  if (at < text.length) pieces.push({ type: 'text', value: text.slice(at) })
  return pieces
}
