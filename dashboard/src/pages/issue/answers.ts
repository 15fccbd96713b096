import type { IssueTemplate } from '../../api/issues.ts'

export type FormField = NonNullable<IssueTemplate['form']>[number]
/** What was answered, by the place of the field: a text, or the options that are chosen. */
export type Answers = Record<number, string | string[]>

export function firstAnswers(form: readonly FormField[]): Answers {
  return Object.fromEntries(form.map((field, index) => [index, isList(field) ? [] : field.value]))
}

/** The text of an issue from a form, as GitHub writes it: bots and searches read issues by these headings. */
export function printAnswers(form: readonly FormField[], answers: Answers): string {
  return form
    .flatMap((field, index) =>
      field.type === 'markdown' ? [] : `### ${field.label}\n\n${printAnswer(field, answers[index] ?? '')}`,
    )
    .join('\n\n')
}

function printAnswer(field: FormField, answer: string | string[]): string {
  if (field.type === 'checkboxes') {
    return field.options.map(({ label }) => `- [${answer.includes(label) ? 'x' : ' '}] ${label}`).join('\n')
  }
  const text = (Array.isArray(answer) ? answer.join(', ') : answer).trim()
  if (text === '') return '_No response_'
  return field.render ? `\`\`\`${field.render}\n${text}\n\`\`\`` : text
}

function isList({ type, multiple }: FormField): boolean {
  return type === 'checkboxes' || (type === 'dropdown' && multiple)
}
