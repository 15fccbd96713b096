import { text } from 'node:stream/consumers'
import { descriptions, type FieldDescription, type VerbDescription } from '@devflow/sdk'
import { Argument, type Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { Failure } from '../failure.ts'
import { showAnswer } from '../show/answer.ts'
import { kebab, parseField, readText } from './fields.ts'
import { findProject, parseProject } from './project.ts'

/** `devflow <module> <act>` for every verb of the server. */
export function addVerbCommands(program: Command, context: Context): void {
  const modules = Map.groupBy(descriptions, (verb) => verb.name.split('.')[0]!)
  for (const [module, verbs] of modules) {
    // `devflow logs <log>` and `devflow logs read <log>` live side by side.
    const known = program.commands.find((command) => command.name() === kebab(module))
    const group = known ?? program.command(kebab(module)).description(listActs(verbs))
    for (const verb of verbs) addVerbCommand(group, verb, context)
  }
}

function addVerbCommand(group: Command, verb: VerbDescription, context: Context): void {
  const [module, act] = verb.name.split('.') as [string, string]
  const pair = projectFields(verb)
  const named = module === 'projects' && pair !== undefined
  const positional = verb.fields.filter((field) => field.in === 'path' && !pair?.includes(field))
  const flags = verb.fields.filter((field) => !positional.includes(field))

  const command = group.command(kebab(act)).description(verb.summary)
  if (named) command.addArgument(new Argument('[owner/name]', 'the project'))
  for (const field of positional) command.addArgument(new Argument(`<${kebab(field.name)}>`, field.description ?? ''))
  if (pair && !named) {
    command.option('-p, --project <owner/name>', 'the project; left out: the one this folder is pushed to')
  }
  for (const field of flags) command.addOption(fieldOption(field, pair?.includes(field) ?? false))
  for (const field of flags.filter(isText)) {
    command.option(`--${kebab(field.name)}-file <path>`, `${kebab(field.name)} from a file, - for standard input`)
  }
  command.option('--json', 'print the exact answer of the API')

  command.action(async (...given: unknown[]) => {
    const options = given[positional.length + (named ? 1 : 0)] as Record<string, unknown>
    const values = given.slice(0, positional.length + (named ? 1 : 0)) as (string | undefined)[]
    const input: Record<string, unknown> = {}
    const project = named ? values.shift() : (options.project as string | undefined)
    if (pair) Object.assign(input, chooseProject(verb, pair, { project, options, context }))
    positional.forEach((field, i) => {
      input[field.name] = parseField(field, values[i]!, context.world.cwd)
    })
    for (const field of flags) {
      const value = await readFlag(field, options, context)
      if (value !== undefined) input[field.name] = value
    }
    await addProjectId(verb, input, context)
    requireFields(verb, input)
    const answer = await context.client.call(verb.name, input)
    if (options.json) context.terminal.line(JSON.stringify(answer ?? {}, null, 2))
    else showAnswer(context.terminal, answer)
  })
}

/** `owner` and `name` (or `repo`) together are a project. */
function projectFields({ fields }: VerbDescription): [FieldDescription, FieldDescription] | undefined {
  const owner = fields.find((field) => field.name === 'owner')
  const name = fields.find((field) => field.name === 'name' || field.name === 'repo')
  return owner && name ? [owner, name] : undefined
}

function chooseProject(
  verb: VerbDescription,
  [owner, name]: [FieldDescription, FieldDescription],
  { project, options, context }: { project: string | undefined; options: Record<string, unknown>; context: Context },
): Record<string, string> {
  if (project) {
    const address = parseProject(project)
    return { [owner.name]: address.owner, [name.name]: address.name }
  }
  if (options[owner.name] !== undefined || options[name.name] !== undefined) return {}
  const isOptional = !owner.required || !name.required
  const isDangerous = verb.name === 'projects.create' || verb.name === 'projects.delete'
  if (isOptional || isDangerous) return {}
  const found = findProject(context.world.cwd, context.server.url)
  return found ? { [owner.name]: found.owner, [name.name]: found.name } : {}
}

function fieldOption(field: FieldDescription, hidden: boolean): Option {
  const flag = `--${kebab(field.name)}`
  const value =
    field.type === 'boolean' ? ' [boolean]' : field.type === 'array' ? ' <value...>' : ` <${placeholder(field)}>`
  const option = new Option(flag + value, describeField(field))
  if (field.choices) option.choices([...field.choices])
  return hidden ? option.hideHelp() : option
}

function placeholder({ type }: FieldDescription): string {
  return type === 'object' ? 'json|@file' : type === 'integer' || type === 'number' ? 'number' : 'text'
}

function describeField(field: FieldDescription): string {
  const { description, default: preset } = field
  const isPlain = typeof preset === 'string' || typeof preset === 'number' || typeof preset === 'boolean'
  const notes = [...(field.required ? ['required'] : []), ...(isPlain && preset !== '' ? [`default ${preset}`] : [])]
  return [description ?? '', notes.length ? `(${notes.join(', ')})` : ''].filter(Boolean).join(' ')
}

async function readFlag(field: FieldDescription, options: Record<string, unknown>, context: Context): Promise<unknown> {
  const file = options[`${field.name}File`]
  if (isText(field) && typeof file === 'string') {
    const { stdin, cwd } = context.world
    const content = file === '-' ? await text(stdin as AsyncIterable<Buffer>) : readText(file, cwd)
    return content.replace(/\r?\n$/, '') // `echo secret |` ends in a line break that is not part of the secret
  }
  const raw = options[field.name]
  if (raw === undefined) return undefined
  return raw === true ? true : parseField(field, raw as string | string[], context.world.cwd)
}

/** Long texts are usually in a file already, and a secret on the command line is seen by everybody on the machine. */
function isText(field: FieldDescription): boolean {
  return field.type === 'string' && ['body', 'description', 'value', 'apiKey'].includes(field.name)
}

/** Where a verb wants a project's id, owner/name does too. */
async function addProjectId(verb: VerbDescription, input: Record<string, unknown>, { client }: Context): Promise<void> {
  const { project } = input
  if (typeof project !== 'string' || !project.includes('/') || !verb.fields.some((f) => f.name === 'project')) return
  input.project = (await client.projects.get(parseProject(project))).id
}

/** Said here, in the words of the command line, before the server says it in those of the API. */
function requireFields(verb: VerbDescription, input: Record<string, unknown>): void {
  const missing = verb.fields.filter((field) => field.required && input[field.name] === undefined)
  if (missing.length === 0) return
  const pair = projectFields(verb)
  if (pair && missing.some((field) => pair.includes(field))) {
    const way = verb.name.startsWith('projects.') ? 'name it as owner/name' : 'use --project owner/name'
    throw new Failure('usage', `Which project? This folder is not pushed to this server; ${way}.`)
  }
  const flags = missing.map((field) => `--${kebab(field.name)}`)
  throw new Failure('usage', `${flags.join(' and ')} ${flags.length > 1 ? 'are' : 'is'} missing.`, [
    `  devflow ${verb.name.split('.').map(kebab).join(' ')} --help`,
  ])
}

function listActs(verbs: VerbDescription[]): string {
  return verbs.map((verb) => kebab(verb.name.split('.')[1]!)).join(', ')
}
