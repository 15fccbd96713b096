import { CheckField, Field, SelectField, TextArea } from '../../parts/field.tsx'
import { Markdown } from '../../parts/markdown.tsx'
import type { Answers, FormField } from './answers.ts'

interface IssueFormProps {
  form: readonly FormField[]
  answers: Answers
  onChange: (answers: Answers) => void
}

/** The questions of a form from the repository. */
export function IssueForm({ form, answers, onChange }: IssueFormProps) {
  return form.map((field, index) => (
    <Question
      // biome-ignore lint/suspicious/noArrayIndexKey: the fields of one file, replaced as a whole
      key={index}
      field={field}
      answer={answers[index] ?? ''}
      onAnswer={(answer) => onChange({ ...answers, [index]: answer })}
    />
  ))
}

interface QuestionProps {
  field: FormField
  answer: string | string[]
  onAnswer: (answer: string | string[]) => void
}

function Question({ field, answer, onAnswer }: QuestionProps) {
  const shared = {
    label: field.label,
    hint: field.description || undefined,
    required: field.required,
  }
  switch (field.type) {
    case 'markdown':
      return <Markdown text={field.value} className="text-muted" />
    case 'input':
      return (
        <Field
          {...shared}
          value={String(answer)}
          placeholder={field.placeholder}
          onChange={(event) => onAnswer(event.target.value)}
        />
      )
    case 'textarea':
      return (
        <TextArea
          {...shared}
          value={String(answer)}
          placeholder={field.placeholder}
          onChange={(event) => onAnswer(event.target.value)}
          className={field.render ? 'font-mono text-sm' : undefined}
        />
      )
    case 'dropdown':
      if (field.multiple) return <Options field={field} chosen={[answer].flat()} onAnswer={onAnswer} />
      return (
        <SelectField {...shared} value={String(answer)} onChange={(event) => onAnswer(event.target.value)}>
          <option value="">Choose one</option>
          {field.options.map(({ label }) => (
            <option key={label}>{label}</option>
          ))}
        </SelectField>
      )
    case 'checkboxes':
      return <Options field={field} chosen={[answer].flat()} onAnswer={onAnswer} />
  }
}

function Options({
  field,
  chosen,
  onAnswer,
}: {
  field: FormField
  chosen: string[]
  onAnswer: (answer: string[]) => void
}) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">{field.label}</legend>
      {field.description && <p className="text-xs text-muted">{field.description}</p>}
      {field.options.map(({ label, required }) => (
        <CheckField
          key={label}
          label={label}
          required={required}
          checked={chosen.includes(label)}
          onChange={(event) =>
            onAnswer(event.target.checked ? [...chosen, label] : chosen.filter((each) => each !== label))
          }
        />
      ))}
    </fieldset>
  )
}
