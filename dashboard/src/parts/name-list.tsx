import { X } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { Button } from './button.tsx'
import { Field } from './field.tsx'

interface NameListProps {
  label: string
  hint?: ReactNode
  names: readonly string[]
  onChange: (names: string[]) => void
  /** Offered while typing; any other name may be given as well. */
  known?: readonly string[] | undefined
  placeholder?: string | undefined
  /** At least one. */
  required?: boolean
}

/** Several names, each taken away by itself; what is typed joins them with Enter. */
export function NameList({ label, hint, names, onChange, known = [], placeholder, required }: NameListProps) {
  const [text, setText] = useState('')
  const list = useId()
  const add = () => {
    const name = text.trim()
    if (name && !names.includes(name)) onChange([...names, name])
    setText('')
  }
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') {
      // Enter adds the name; the form is sent by its button.
      event.preventDefault()
      add()
    }
    if (event.key === 'Backspace' && text === '' && names.length > 0) onChange(names.slice(0, -1))
  }
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-start gap-2">
        <div className="min-w-0 grow">
          <Field
            label={label}
            hint={hint}
            value={text}
            list={list}
            maxLength={200}
            required={required && names.length === 0}
            autoComplete="off"
            placeholder={placeholder}
            className="font-mono text-sm"
            onChange={(event) => setText(event.target.value)}
            onKeyDown={keys}
            onBlur={add}
          />
          <datalist id={list}>
            {known
              .filter((name) => !names.includes(name))
              .map((name) => (
                <option key={name} value={name} />
              ))}
          </datalist>
        </div>
        <Button className="mt-6 h-9" onClick={add} aria-label={`Add to ${label}`}>
          Add
        </Button>
      </div>
      {names.length > 0 && (
        <ul aria-label={label} className="flex flex-wrap gap-1">
          {names.map((name) => (
            <li key={name} className="inline-flex max-w-full items-center rounded-md border border-line-strong text-sm">
              <span className="px-2 py-1 font-mono text-xs wrap-anywhere">{name}</span>
              <button
                type="button"
                aria-label={`Remove ${name} from ${label}`}
                onClick={() => onChange(names.filter((each) => each !== name))}
                className="flex size-7 shrink-0 items-center justify-center rounded-md text-muted hover:text-ink"
              >
                <X className="size-3.5" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
