import {
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  parse,
  print,
  visit,
} from 'graphql'

/**
 * GitHub's schema, cut down to what DevFlow speaks. `fields` names it line by line: `Type: field field(argument, argument)`;
 * a line may go on when it is indented, `#` begins a remark, and `...` among the arguments are those of every connection. What is
 * named must be there, with GitHub's own types, so that the result is a part of GitHub's schema by construction. Enums, scalars
 * and connections come along with the fields that use them.
 */
export function pruneSchema(source: string, fields: string, newer = ''): string {
  const wanted = readFields(fields)
  const document = parse(source, { noLocation: true })
  const known = new Map(
    document.definitions.flatMap((node) => ('name' in node && node.name ? [[node.name.value, node] as const] : [])),
  )
  if (newer) addNewer(known, parse(newer, { noLocation: true }))
  const kept = new Map<string, DefinitionNode>()
  for (const [name, names] of wanted) {
    const node = known.get(name)
    if (!node) throw new Error(`GitHub's schema has no type ${name}`)
    kept.set(name, cut(node, names, wanted))
  }
  addLeaves(kept, known, wanted)
  const definitions = [...kept.values()].toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
  const result: DocumentNode = { kind: Kind.DOCUMENT, definitions }
  const bare = visit(result, {
    enter: (node) => ('description' in node && node.description ? { ...node, description: undefined } : undefined),
  })
  return `# Made by \`npm run generate\` from fields.txt; never edited by hand.\n\n${print(bare)}\n`
}

/** Types, and fields of types, that the package does not have yet. */
function addNewer(known: Map<string, DefinitionNode>, newer: DocumentNode): void {
  for (const node of newer.definitions) {
    const name = nameOf(node)
    const there = known.get(name)
    if (node.kind !== Kind.OBJECT_TYPE_EXTENSION) {
      if (there) throw new Error(`GitHub's schema has ${name} by now; take it out of newer.graphql`)
      known.set(name, node)
    } else {
      if (there?.kind !== Kind.OBJECT_TYPE_DEFINITION) throw new Error(`GitHub's schema has no type ${name}`)
      const twice = node.fields?.find((field) => there.fields?.some((one) => one.name.value === field.name.value))
      if (twice) throw new Error(`GitHub's schema has ${name}.${twice.name.value} by now; take it out of newer.graphql`)
      known.set(name, { ...there, fields: [...(there.fields ?? []), ...(node.fields ?? [])] })
    }
  }
}

type Wanted = Map<string, Map<string, readonly string[] | 'all'>>

function readFields(text: string): Wanted {
  const wanted: Wanted = new Map()
  const lines = text
    .split('\n')
    .map((line) => line.replace(/#.*$/, '').trimEnd())
    .filter(Boolean)
  let current: Map<string, readonly string[] | 'all'> | undefined
  for (const line of lines) {
    const start = /^(\w+):(.*)$/.exec(line)
    if (start) {
      current = wanted.get(start[1]!) ?? new Map()
      wanted.set(start[1]!, current)
    }
    for (const [, name, args] of (start ? start[2]! : line).matchAll(/(\w+)(?:\(([^)]*)\))?/g)) {
      if (!current) throw new Error(`no type for ${line}`)
      current.set(name!, args === undefined ? [] : args.trim() === '*' ? 'all' : readArguments(args))
    }
  }
  return wanted
}

const PAGING = ['first', 'last', 'after', 'before']

function readArguments(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .filter(Boolean)
    .flatMap((name) => (name === '...' ? PAGING : name))
}

function cut(node: DefinitionNode, names: Map<string, readonly string[] | 'all'>, wanted: Wanted): DefinitionNode {
  if (node.kind === Kind.UNION_TYPE_DEFINITION) {
    return { ...node, directives: [], types: node.types?.filter(({ name }) => names.has(name.value)) ?? [] }
  }
  if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
    const fields = pick(node.fields ?? [], names, node.name.value)
    const missing = node.fields?.find((field) => field.type.kind === Kind.NON_NULL_TYPE && !names.has(field.name.value))
    if (missing) throw new Error(`${node.name.value}.${missing.name.value} is required by GitHub and must be named`)
    return { ...node, directives: [], fields: fields.map((field) => ({ ...field, directives: [] })) }
  }
  if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) return node
  const interfaces = node.interfaces?.filter(({ name }) => wanted.has(name.value)) ?? []
  // What an interface has, its types have.
  const all = new Map(names)
  for (const { name } of interfaces)
    for (const [field, args] of wanted.get(name.value)!) if (!all.has(field)) all.set(field, args)
  const fields = pick(node.fields ?? [], all, node.name.value)
  return {
    ...node,
    interfaces,
    directives: [],
    fields: fields.map((field) => cutField(field, all.get(field.name.value)!, node.name.value)),
  }
}

function pick<T extends FieldDefinitionNode | InputValueDefinitionNode>(
  fields: readonly T[],
  names: ReadonlyMap<string, unknown>,
  type: string,
): T[] {
  for (const name of names.keys())
    if (!fields.some((field) => field.name.value === name)) throw new Error(`GitHub's schema has no ${type}.${name}`)
  return fields.filter((field) => names.has(field.name.value))
}

function cutField(field: FieldDefinitionNode, args: readonly string[] | 'all', type: string): FieldDefinitionNode {
  const given = field.arguments ?? []
  if (args !== 'all')
    for (const name of args)
      if (!given.some((arg) => arg.name.value === name))
        throw new Error(`GitHub's schema has no argument ${name} of ${type}.${field.name.value}`)
  const kept = given.filter(
    (arg) => args === 'all' || args.includes(arg.name.value) || arg.type.kind === Kind.NON_NULL_TYPE,
  )
  return { ...field, directives: [], arguments: kept.map((arg) => ({ ...arg, directives: [] })) }
}

const CONNECTION_FIELDS = ['edges', 'nodes', 'pageInfo', 'totalCount']
const EDGE_FIELDS = ['cursor', 'node']

/** Scalars, enums and connections that are used; any other type that is used must have been named. */
function addLeaves(
  kept: Map<string, DefinitionNode>,
  known: ReadonlyMap<string, DefinitionNode>,
  wanted: Wanted,
): void {
  const queue = [...kept.values()]
  for (let node = queue.pop(); node; node = queue.pop()) {
    visit(node, {
      NamedType({ name }) {
        const used = known.get(name.value)
        if (kept.has(name.value) || !used) return
        const leaf = cutLeaf(used, wanted)
        if (!leaf) throw new Error(`${nameOf(node)} uses ${name.value}, which is not named in fields.txt`)
        kept.set(name.value, leaf)
        queue.push(leaf)
      },
    })
  }
}

function cutLeaf(node: DefinitionNode, wanted: Wanted): DefinitionNode | undefined {
  if (node.kind === Kind.SCALAR_TYPE_DEFINITION) return { ...node, directives: [] }
  if (node.kind === Kind.ENUM_TYPE_DEFINITION)
    return { ...node, directives: [], values: node.values?.map((value) => ({ ...value, directives: [] })) ?? [] }
  const usual = /Connection$/.test(nameOf(node)) ? CONNECTION_FIELDS : /Edge$/.test(nameOf(node)) ? EDGE_FIELDS : []
  if (node.kind !== Kind.OBJECT_TYPE_DEFINITION || usual.length === 0) return undefined
  const there = usual.filter((name) => node.fields?.some((field) => field.name.value === name))
  return cut(node, new Map(there.map((name) => [name, []])), wanted)
}

function nameOf(node: DefinitionNode): string {
  return 'name' in node && node.name ? node.name.value : ''
}
