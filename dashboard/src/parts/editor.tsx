import { useState } from 'react'
import { merge } from './class-names.ts'
import { TextArea } from './field.tsx'
import { Markdown } from './markdown.tsx'

interface EditorProps {
  label: string
  value: string
  onChange: (value: string) => void
  placeholder?: string
  className?: string
  error?: string | undefined
}

/** Markdown with its preview one press away. */
export function Editor({ label, value, onChange, placeholder, className, error }: EditorProps) {
  const [preview, setPreview] = useState(false)
  return (
    <div className="relative">
      <div className="absolute top-0 right-0 flex text-xs">
        {[false, true].map((which) => (
          <button
            key={String(which)}
            type="button"
            aria-pressed={preview === which}
            onClick={() => setPreview(which)}
            className={merge('h-5 rounded-md px-2', preview === which ? 'font-medium' : 'text-muted hover:text-ink')}
          >
            {which ? 'Preview' : 'Write'}
          </button>
        ))}
      </div>
      {preview ? (
        <div className="flex flex-col gap-1">
          <p className="text-sm font-medium">{label}</p>
          <div className={merge('min-h-24 rounded-md border px-4 py-3', className)}>
            {value.trim() === '' ? <p className="text-muted">Nothing to preview.</p> : <Markdown text={value} />}
          </div>
        </div>
      ) : (
        <TextArea
          label={label}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          placeholder={placeholder}
          className={className}
          error={error}
          hint="Markdown"
        />
      )}
    </div>
  )
}
