import { type Appearance, setAppearance, useAppearance } from '../../frame/appearance.ts'

const choices: { value: Appearance; label: string; hint: string }[] = [
  { value: 'system', label: 'System', hint: 'As your device is set.' },
  { value: 'light', label: 'Light', hint: 'Always light.' },
  { value: 'dark', label: 'Dark', hint: 'Always dark.' },
]

export function AppearanceSettings() {
  const appearance = useAppearance()
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-3 text-sm text-muted">Kept in this browser.</legend>
      {choices.map(({ value, label, hint }) => (
        <label key={value} className="flex items-start gap-2">
          <input
            type="radio"
            name="appearance"
            checked={appearance === value}
            onChange={() => setAppearance(value)}
            className="mt-0.5 size-4 accent-ink"
          />
          <span>
            <span className="block text-sm font-medium">{label}</span>
            <span className="block text-xs text-muted">{hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
