import { type DefinitionNode, type InputValueDefinitionNode, Kind, parse, print } from 'graphql'

/** Where a schema says what GitHub's does not, each in a sentence. A client of GitHub's may then ask for what is not there, or read what is not meant. */
export function deviationsOf(ours: string, theirs: string): string[] {
  const known = definitions(theirs)
  return [...definitions(ours)].flatMap(([name, node]) => {
    const original = known.get(name)
    if (original?.kind !== node.kind) return [`${name} is no type of GitHub's`]
    return [...compareFields(name, node, original), ...compareNames(name, node, original)]
  })
}

/** By name; `extend type` adds to what stands before it. */
function definitions(text: string): Map<string, DefinitionNode> {
  const known = new Map<string, DefinitionNode>()
  for (const node of parse(text, { noLocation: true }).definitions) {
    if (!('name' in node) || !node.name) continue
    const name = node.name.value
    const there = known.get(name)
    const extended = node.kind === Kind.OBJECT_TYPE_EXTENSION && there?.kind === Kind.OBJECT_TYPE_DEFINITION
    known.set(name, extended ? { ...there, fields: [...(there.fields ?? []), ...(node.fields ?? [])] } : node)
  }
  return known
}

function compareFields(name: string, ours: DefinitionNode, theirs: DefinitionNode): string[] {
  if (!('fields' in ours && 'fields' in theirs)) return []
  const found: string[] = []
  const originals = new Map((theirs.fields ?? []).map((field) => [field.name.value, field]))
  for (const field of ours.fields ?? []) {
    const place = `${name}.${field.name.value}`
    const original = originals.get(field.name.value)
    if (!original) {
      found.push(`GitHub has no ${place}`)
      continue
    }
    const [type, meant] = [print(field.type), print(original.type)]
    if (type !== meant) found.push(`${place} is ${type}, and ${meant} at GitHub`)
    const [given, wanted] = [argumentsOf(field), argumentsOf(original)]
    for (const [arg, kind] of given)
      if (wanted.get(arg) !== kind) found.push(`${place}(${arg}: ${kind}) is ${wanted.get(arg) ?? 'nothing'} at GitHub`)
  }
  if (ours.kind === 'InputObjectTypeDefinition')
    for (const [field, original] of originals)
      if (original.type.kind === 'NonNullType' && !ours.fields?.some((each) => each.name.value === field))
        found.push(`${name}.${field} is required at GitHub and missing`)
  return found
}

function argumentsOf(field: { arguments?: readonly InputValueDefinitionNode[] } | InputValueDefinitionNode) {
  const args = 'arguments' in field ? (field.arguments ?? []) : []
  return new Map(args.map((arg) => [arg.name.value, print(arg.type)]))
}

/** Members of unions, values of enums. */
function compareNames(name: string, ours: DefinitionNode, theirs: DefinitionNode): string[] {
  const originals = new Set(namesIn(theirs))
  return namesIn(ours)
    .filter((each) => !originals.has(each))
    .map((each) => `${each} is none of GitHub's ${name}`)
}

function namesIn(node: DefinitionNode): string[] {
  if (node.kind === 'UnionTypeDefinition') return node.types?.map((type) => type.name.value) ?? []
  return node.kind === 'EnumTypeDefinition' ? (node.values?.map((value) => value.name.value) ?? []) : []
}
