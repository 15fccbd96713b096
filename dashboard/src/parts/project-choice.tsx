import { useId } from 'react'

interface ProjectChoiceProps {
  /** What is chosen of each, and how it is called. */
  options: { value: string; label: string }[]
  /** null: all. */
  value: string[] | null
  onChange: (value: string[] | null) => void
}

/** All projects, or some of them. */
export function ProjectChoice({ options, value, onChange }: ProjectChoiceProps) {
  const group = useId()
  const radio = (label: string, checked: boolean, choose: () => void) => (
    <label className="flex items-center gap-2 text-sm">
      <input type="radio" name={group} checked={checked} onChange={choose} className="size-4 accent-ink" />
      {label}
    </label>
  )
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-2 text-sm font-medium">Projects</legend>
      {radio('All, those to come included', value === null, () => onChange(null))}
      {radio('Only those I choose', value !== null, () => onChange(value ?? []))}
      {value !== null && (
        <ul aria-label="Projects to choose" className="max-h-60 divide-y overflow-y-auto rounded-md border">
          {options.map((option) => (
            <li key={option.value}>
              <label className="flex items-center gap-2 px-3 py-1.5 text-sm wrap-anywhere hover:bg-hover">
                <input
                  type="checkbox"
                  checked={value.includes(option.value)}
                  onChange={(event) =>
                    onChange(
                      event.target.checked ? [...value, option.value] : value.filter((each) => each !== option.value),
                    )
                  }
                  className="size-4 shrink-0 accent-ink"
                />
                {option.label}
              </label>
            </li>
          ))}
          {options.length === 0 && <li className="px-3 py-2 text-sm text-muted">There is no project yet.</li>}
        </ul>
      )}
    </fieldset>
  )
}
