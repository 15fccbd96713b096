import type { z } from 'zod'
import { describeFields } from './describe-fields.ts'
import { type JsonSchema, readSchema } from './json-schema.ts'
import { createNouns, type Nouns } from './nouns.ts'
import { comment, declareType, printType } from './print-type.ts'

/** What is read of a verb; the kernel's verbs have this shape. */
export interface DescribedVerb {
  name: string
  http: string
  summary: string
  input: z.ZodObject
  output: z.ZodType
  needs: string
  scope: unknown
  status?: number | undefined
}

/** The text of sdk/src/generated.ts: the types of every verb, its route and its description. Same verbs, same text. */
export function printSdk(verbs: readonly DescribedVerb[]): string {
  const acts = verbs.map(readAct).sort((a, b) => (a.verb.name < b.verb.name ? -1 : 1))
  const nouns = createNouns()
  for (const { sends, answers } of acts) {
    nouns.collect('input', sends.$defs)
    nouns.collect('output', answers.$defs)
  }
  const modules = Map.groupBy(acts, (act) => act.module)
  return [
    '// Generated from the verbs of the server by `npm run generate`; do not edit.',
    '',
    `import type { Call, Route, VerbDescription } from './verb.ts'`,
    '',
    ...nouns.print(),
    ...acts.flatMap((act) => declareAct(act, nouns)),
    '/** Every verb, by module. */',
    'export interface Verbs {',
    ...[...modules].flatMap(([module, list]) => [
      `  ${/^\w+$/.test(module) ? module : `'${module}'`}: {`,
      ...list.flatMap((act) => printMethod(act, nouns)),
      '  }',
    ]),
    '}',
    '',
    'export const routes = {',
    ...acts.map(({ verb }) => `  '${verb.name}': '${verb.http}',`),
    '} as const satisfies Record<string, Route>',
    '',
    '/** For doors that are made from the list of verbs; bundlers leave it out where nobody reads it. */',
    'export const descriptions: readonly VerbDescription[] = [',
    ...acts.map((act) => `  ${JSON.stringify(describe(act))},`),
    ']',
    '',
  ].join('\n')
}

/** A verb with its schemas as JSON Schema. */
interface Act {
  verb: DescribedVerb
  module: string
  name: string
  /** Beginning of the names of its types: `specs.approve` → `SpecsApprove`. */
  typeName: string
  sends: JsonSchema
  answers: JsonSchema
}

function readAct(verb: DescribedVerb): Act {
  const [module, name] = verb.name.split('.') as [string, string]
  return {
    verb,
    module,
    name,
    typeName: pascal(module) + pascal(name),
    sends: readSchema(verb.input, 'input'),
    answers: readSchema(verb.output, 'output'),
  }
}

function declareAct(act: Act, nouns: Nouns): string[] {
  const input = declareType(`${act.typeName}Input`, act.sends, nouns.rename('input'))
  if (act.verb.status === 204 || act.answers.$ref) return input
  return [...input, ...declareType(`${act.typeName}Output`, act.answers, nouns.rename('output'))]
}

function printMethod(act: Act, nouns: Nouns): string[] {
  const noun = act.answers.$ref ? printType(act.answers, nouns.rename('output')) : `${act.typeName}Output`
  const output = act.verb.status === 204 ? 'void' : noun
  return [
    `    /** ${comment(act.verb.summary)}. \`${act.verb.http}\` */`,
    `    ${act.name}: Call<${act.typeName}Input, ${output}>`,
  ]
}

function describe({ verb, sends }: Act) {
  const [method, path] = verb.http.split(' ') as [string, string]
  return {
    name: verb.name,
    summary: verb.summary,
    needs: verb.scope === 'public' ? null : verb.needs,
    fields: describeFields(method, path, sends),
  }
}

function pascal(name: string): string {
  return name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())
}
