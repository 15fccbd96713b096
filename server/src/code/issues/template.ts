import { parse } from 'yaml'
import { z } from 'zod'

/** A field of a form: what the person who opens an issue is asked. */
const FormField = z.object({
  type: z.enum(['markdown', 'input', 'textarea', 'dropdown', 'checkboxes']),
  id: z.string().nullable(),
  label: z.string(),
  description: z.string(),
  placeholder: z.string(),
  value: z.string(),
  options: z.array(z.object({ label: z.string(), required: z.boolean() })),
  multiple: z.boolean(),
  /** The language of a code block the answer is put into. */
  render: z.string().nullable(),
  required: z.boolean(),
})

export const IssueTemplate = z
  .object({
    file: z.string(),
    name: z.string(),
    about: z.string(),
    title: z.string().describe('What the title begins with.'),
    labels: z.array(z.string()),
    assignees: z.array(z.string()),
    body: z.string().describe('Of a template in Markdown.'),
    form: z.array(FormField).nullable().describe('Of a form, instead of the body.'),
  })
  .meta({ id: 'IssueTemplate' })
export type IssueTemplate = z.infer<typeof IssueTemplate>

export const TemplateChoice = z.object({
  blank: z.boolean().describe('Whether an issue may be opened without a template.'),
  contactLinks: z.array(z.object({ name: z.string(), url: z.string(), about: z.string() })),
})
export type TemplateChoice = z.infer<typeof TemplateChoice>

const text = z.coerce.string().max(65_536)
const line = z.coerce.string().max(1000)
/** A list, or names parted by commas. */
const names = z
  .union([z.array(line), line.transform((value) => value.split(','))])
  .transform((list) => list.map((name) => name.trim()).filter((name) => name !== ''))
const Head = z.object({
  name: line.pipe(z.string().min(1)),
  about: line.nullish(),
  description: line.nullish(),
  title: line.nullish(),
  labels: names.nullish(),
  assignees: names.nullish(),
})

const Option = z.union([
  z.object({ label: line, required: z.boolean().nullish() }),
  line.transform((label) => ({ label, required: false })),
])
const Attributes = z.object({
  label: line.nullish(),
  description: text.nullish(),
  placeholder: text.nullish(),
  value: text.nullish(),
  options: z.array(Option).max(500).nullish(),
  multiple: z.boolean().nullish(),
  render: line.nullish(),
})
const Form = Head.extend({
  body: z
    .array(
      z.object({
        type: FormField.shape.type,
        id: line.nullish(),
        attributes: Attributes.nullish(),
        validations: z.object({ required: z.boolean().nullish() }).nullish(),
      }),
    )
    .min(1)
    .max(100),
})

const Config = z.object({
  blank_issues_enabled: z.boolean().default(true),
  contact_links: z
    .array(z.object({ name: line, url: z.url({ protocol: /^https?$/ }), about: line.default('') }))
    .max(50)
    .nullish(),
})

/** A template in Markdown with a head, or a form in YAML. Throws with a sentence about what is wrong in the file. */
export function parseTemplate(file: string, content: string): IssueTemplate {
  return /\.ya?ml$/i.test(file) ? parseForm(file, content) : parseMarkdown(file, content)
}

function parseMarkdown(file: string, content: string): IssueTemplate {
  const [, head, body = ''] = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n([\s\S]*))?$/.exec(content) ?? []
  if (head === undefined) return { ...describe(file, { name: nameOf(file) }), body: content, form: null }
  const fields = read(Head, head)
  return { ...describe(file, fields), body: body.replace(/^\s*\n/, ''), form: null }
}

function parseForm(file: string, content: string): IssueTemplate {
  const { body, ...head } = read(Form, content)
  const form = body.map(({ type, id, attributes, validations }) => ({
    type,
    id: id ?? null,
    label: attributes?.label ?? '',
    description: attributes?.description ?? '',
    placeholder: attributes?.placeholder ?? '',
    value: attributes?.value ?? '',
    options: (attributes?.options ?? []).map(({ label, required }) => ({ label, required: required ?? false })),
    multiple: attributes?.multiple ?? false,
    render: attributes?.render ?? null,
    required: validations?.required ?? false,
  }))
  return { ...describe(file, head), body: '', form }
}

export function parseChoice(content: string): TemplateChoice {
  const { blank_issues_enabled: blank, contact_links: contactLinks } = read(Config, content)
  return { blank, contactLinks: contactLinks ?? [] }
}

function describe(file: string, head: Partial<z.output<typeof Head>> & { name: string }) {
  return {
    file,
    name: head.name,
    about: head.about ?? head.description ?? '',
    title: head.title ?? '',
    labels: head.labels ?? [],
    assignees: head.assignees ?? [],
  }
}

function read<S extends z.ZodType>(schema: S, yaml: string): z.output<S> {
  const result = schema.safeParse(parse(yaml) ?? {})
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new Error(`${issue?.path.join('.') || 'it'}: ${issue?.message}`)
}

function nameOf(file: string): string {
  return file
    .replace(/^.*\//, '')
    .replace(/\.\w+$/, '')
    .replaceAll(/[_-]+/g, ' ')
}
