import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  Lexer,
  type OperationDefinitionNode,
  type SelectionSetNode,
  Source,
  TokenKind,
  type ValueNode,
} from 'graphql'

/** Everything a query may ask for at once. GitHub's own numbers where it publishes them. */
const MOST_NODES = 500_000
const MOST_DEPTH = 25
const MOST_FIELDS = 5_000
const MOST_PER_CONNECTION = 100
/** A document of more words is no query of a person or a program we know. */
export const MOST_TOKENS = 20_000

export interface Cost {
  /** How many nodes it may answer. */
  nodes: number
  /** Points, as GitHub counts them: a hundred connections are one. */
  points: number
}

/** The parser goes as deep as its document; this is far below where it runs out of stack, and far above what runs. */
const MOST_NESTED = 200

/** Refuses a document that could not even be parsed. */
export function checkNesting(query: string): void {
  const lexer = new Lexer(new Source(query))
  let depth = 0
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    if (OPENING.has(token.kind)) depth++
    else if (CLOSING.has(token.kind)) depth--
    if (depth > MOST_NESTED)
      throw new GraphQLError(`The document is nested deeper than ${MOST_NESTED} brackets; ask for less at once.`)
  }
}

const OPENING = new Set<TokenKind>([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L])
const CLOSING = new Set<TokenKind>([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R])

interface Measure {
  nodes: number
  fields: number
  connections: number
}

/**
 * Refuses a query before it runs when it would ask for too much: the nodes of its connections multiplied down the tree,
 * its depth, and its fields with fragments counted as often as they are used.
 */
export function checkCost(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): Cost {
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  )
  const sum: Measure = { nodes: 0, fields: 0, connections: 0 }
  walk(operation.selectionSet, { fragments, variables, sum, depth: 1, times: 1 })
  return { nodes: sum.nodes, points: Math.max(1, Math.round(sum.connections / 100)) }
}

interface Place {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
  variables: Record<string, unknown>
  sum: Measure
  depth: number
  /** How often what stands here is asked for. */
  times: number
}

function walk(set: SelectionSetNode, place: Place): void {
  if (place.depth > MOST_DEPTH)
    throw refuse('MAX_DEPTH', `The query is nested deeper than ${MOST_DEPTH} levels; ask for less at once.`)
  for (const selection of set.selections) {
    if (++place.sum.fields > MOST_FIELDS)
      throw refuse('MAX_FIELDS', `The query selects more than ${MOST_FIELDS} fields; ask for less at once.`)
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = place.fragments.get(selection.name.value)
      if (fragment) walk(fragment.selectionSet, { ...place, depth: place.depth + 1 })
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      walk(selection.selectionSet, { ...place, depth: place.depth + 1 })
    } else if (selection.selectionSet) {
      const size = sizeOf(selection, place.variables)
      const times = place.times * (size ?? 1)
      if (size !== undefined) {
        place.sum.nodes += times
        place.sum.connections += place.times
      }
      if (place.sum.nodes > MOST_NODES)
        throw refuse(
          'MAX_NODE_LIMIT_EXCEEDED',
          `This query requests up to ${place.sum.nodes} possible nodes, which exceeds the maximum limit of ${MOST_NODES}.`,
        )
      walk(selection.selectionSet, { ...place, depth: place.depth + 1, times })
    }
  }
}

/** How many nodes a connection is asked for; undefined for what is none. */
function sizeOf(field: FieldNode, variables: Record<string, unknown>): number | undefined {
  const wanted = field.arguments?.find(({ name }) => name.value === 'first' || name.value === 'last')
  const size = wanted && readInt(wanted.value, variables)
  if (size === undefined) return undefined
  if (size < 0 || size > MOST_PER_CONNECTION)
    throw refuse(
      'EXCESSIVE_PAGINATION',
      `Requesting ${size} records on the \`${field.name.value}\` connection exceeds the \`first\` limit of ${MOST_PER_CONNECTION} records.`,
    )
  return size
}

function readInt(value: ValueNode, variables: Record<string, unknown>): number | undefined {
  if (value.kind === Kind.INT) return Number(value.value)
  const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : undefined
  return typeof given === 'number' ? given : undefined
}

function refuse(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } })
}
