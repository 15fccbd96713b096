import type { TemplateContext } from '@actions/workflow-parser/templates/template-context'
import type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index'
import { parseDocument } from 'yaml'
import { loadParser } from './parser.ts'
import { findUnsupported } from './supported.ts'
import type { Template } from './template.ts'
import type { JobDefinition, StepDefinition, Triggers, Workflow, WorkflowProblem } from './workflow.ts'

export type ParsedWorkflow =
  | { workflow: Workflow; unsupported: WorkflowProblem[] }
  | { workflow?: undefined; problems: WorkflowProblem[] }

/** GitHub's limit for one file is 512 KiB; a repository's text is not trusted to be smaller. */
export const MAX_WORKFLOW_BYTES = 512 * 1024

/**
 * Parses with GitHub's schema and rules. A file that breaks them yields its problems; one that is right but asks for
 * what this server cannot do yet yields both the workflow and the list of what it cannot do.
 */
export async function parseWorkflow(path: string, content: string): Promise<ParsedWorkflow> {
  if (Buffer.byteLength(content) > MAX_WORKFLOW_BYTES) {
    return { problems: [{ path, line: 1, message: `The file is larger than ${MAX_WORKFLOW_BYTES / 1024} KiB.` }] }
  }
  const bomb = findAliasBomb(content)
  if (bomb) return { problems: [{ path, line: 1, message: bomb }] }
  const parser = await loadParser()
  const { context, value: root } = parser.parseWorkflow({ name: path, content }, new parser.NoOperationTraceWriter())
  if (!root || context.errors.count > 0) return { problems: listProblems(path, context) }

  const template = await parser.convertWorkflowTemplate(context, root)
  const fields = readMapping(root)
  const jobs = [...(fields.get('jobs') as MappingToken)].map(({ key, value }) =>
    readJob(key.toString(), value, (token) => parser.convertToIfCondition(context, token)?.expression ?? 'success()'),
  )
  const triggers = (template.events ?? {}) as Triggers
  checkFilters(triggers, fields.get('on'), context)
  for (const { key, value } of fields.get('jobs') as MappingToken) {
    const job = readMapping(value)
    const steps = job.get('steps')?.assertSequence('steps')
    if (!job.has('uses') && !steps?.count) context.error(value, `The job ${key.toString()} has no steps.`)
  }
  if (context.errors.count > 0) return { problems: listProblems(path, context) }

  const workflow: Workflow = {
    path,
    name: fields.get('name')?.assertString('name').value || path,
    ...optional('runName', fields.get('run-name')),
    triggers,
    ...optional('env', fields.get('env')),
    ...optional('defaults', fields.get('defaults')),
    ...optional('concurrency', fields.get('concurrency')),
    jobs,
  }
  return { workflow, unsupported: findUnsupported(path, fields.get('jobs') as MappingToken) }
}

/** A few nested YAML aliases can stand for billions of values, and GitHub's reader would walk them all. */
function findAliasBomb(content: string): string | undefined {
  const document = parseDocument(content, { logLevel: 'silent' })
  if (document.errors.length > 0) return undefined // syntax errors are reported, with their lines, by the parser
  try {
    document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    return `The file cannot be read: ${error instanceof Error ? error.message : String(error)}.`
  }
}

type ReadCondition = (token: TemplateToken) => string

function readJob(key: string, token: TemplateToken, readCondition: ReadCondition): JobDefinition {
  const fields = readMapping(token)
  const needs = toTemplate(fields.get('needs'))
  const condition = fields.get('if')
  const steps = fields.get('steps')?.assertSequence('steps')
  return {
    key,
    line: token.line ?? 1,
    ...optional('name', fields.get('name')),
    needs: listTexts(needs),
    if: condition ? readCondition(condition) : 'success()',
    runsOn: toTemplate(fields.get('runs-on')) ?? null,
    ...optional('strategy', fields.get('strategy')),
    ...optional('env', fields.get('env')),
    ...optional('defaults', fields.get('defaults')),
    ...optional('outputs', fields.get('outputs')),
    ...optional('timeoutMinutes', fields.get('timeout-minutes')),
    ...optional('continueOnError', fields.get('continue-on-error')),
    ...optional('environment', fields.get('environment')),
    steps: steps ? [...steps].map((step) => readStep(step, readCondition)) : [],
  }
}

function readStep(token: TemplateToken, readCondition: ReadCondition): StepDefinition {
  const fields = readMapping(token)
  const condition = fields.get('if')
  const text = (name: string) => fields.get(name)?.assertString(name).value
  const id = text('id')
  const uses = text('uses')
  return {
    line: token.line ?? 1,
    ...(id ? { id } : {}),
    ...optional('name', fields.get('name')),
    if: condition ? readCondition(condition) : 'success()',
    ...optional('run', fields.get('run')),
    ...(uses ? { uses } : {}),
    ...optional('with', fields.get('with')),
    ...optional('shell', fields.get('shell')),
    ...optional('workingDirectory', fields.get('working-directory')),
    ...optional('env', fields.get('env')),
    ...optional('timeoutMinutes', fields.get('timeout-minutes')),
    ...optional('continueOnError', fields.get('continue-on-error')),
  }
}

/** GitHub refuses a filter beside its own `-ignore`; the parser lets it pass. */
function checkFilters(triggers: Triggers, on: TemplateToken | undefined, context: TemplateContext): void {
  for (const event of ['push', 'pull_request']) {
    const trigger = (triggers[event] ?? {}) as Record<string, unknown>
    for (const filter of ['branches', 'tags', 'paths']) {
      if (trigger[filter] && trigger[`${filter}-ignore`]) {
        context.error(on, `${event} has both ${filter} and ${filter}-ignore; use one, with "!" patterns if needed.`)
      }
    }
  }
}

function listProblems(path: string, context: TemplateContext): WorkflowProblem[] {
  return context.errors.getErrors().map((error) => ({
    path,
    line: error.range?.start.line ?? lineInPrefix(error.prefix) ?? 1,
    message: error.rawMessage,
  }))
}

function lineInPrefix(prefix: string | undefined): number | undefined {
  const line = prefix?.match(/\(Line: (\d+)/)?.[1]
  return line ? Number(line) : undefined
}

export function readMapping(token: TemplateToken): Map<string, TemplateToken> {
  return new Map([...token.assertMapping('mapping')].map(({ key, value }) => [key.toString(), value]))
}

function listTexts(template: Template | undefined): string[] {
  if (typeof template === 'string') return [template]
  if (typeof template === 'object' && template && 'sequence' in template) return template.sequence.map(String)
  return []
}

function optional<K extends string>(key: K, token: TemplateToken | undefined): { [name in K]?: Template } {
  return token === undefined ? {} : ({ [key]: toTemplate(token) } as { [name in K]: Template })
}

/** GitHub's token tree as plain JSON; see {@link Template}. */
function toTemplate(token: TemplateToken | undefined): Template | undefined {
  if (token === undefined) return undefined
  return convert(token)
}

function convert(token: TemplateToken): Template {
  const plain = token.toJSON()
  if (plain === undefined || plain === null || typeof plain !== 'object') return plain ?? null
  if ('expr' in plain) return { expression: plain.expr, line: token.line ?? 0 }
  if ('seq' in plain) return { sequence: [...token.assertSequence('sequence')].map(convert) }
  return {
    mapping: [...token.assertMapping('mapping')].map(({ key, value }) => [convert(key), convert(value)] as const),
  }
}
