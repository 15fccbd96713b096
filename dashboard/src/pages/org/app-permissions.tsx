import type { App } from '../../api/apps.ts'

export type AppPermissions = App['permissions']
type Level = AppPermissions[string]

/** GitHub's names, each with what it opens here. What has no word of its own here is kept as another client gave it. */
const known: [name: string, label: string, levels: Level[]][] = [
  ['contents', 'Contents: code, branches, releases', ['read', 'write']],
  ['issues', 'Issues', ['read', 'write']],
  ['pull_requests', 'Pull requests', ['read', 'write']],
  ['checks', 'Checks', ['read', 'write']],
  ['statuses', 'Statuses of commits', ['read', 'write']],
  ['actions', 'Workflow runs', ['read', 'write']],
  ['deployments', 'Deployments', ['read', 'write']],
  ['administration', 'Administration of projects', ['read', 'write']],
  ['repository_hooks', 'Webhooks', ['read', 'write']],
  ['secrets', 'Secrets', ['read', 'write']],
  ['members', 'Members and teams', ['read', 'write']],
  ['packages', 'Packages', ['read', 'write']],
]

interface PermissionFieldsProps {
  value: AppPermissions
  onChange: (value: AppPermissions) => void
}

export function PermissionFields({ value, onChange }: PermissionFieldsProps) {
  const change = (name: string, level: string) => {
    const { [name]: _, ...rest } = value
    onChange(level === 'read' || level === 'write' || level === 'admin' ? { ...rest, [name]: level } : rest)
  }
  const names = known.map(([name]) => name)
  const others = Object.keys(value).filter((name) => !names.includes(name))
  const rows = [...known, ...others.map((name) => [name, name, ['read', 'write', 'admin']] as (typeof known)[number])]
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 text-sm font-medium">What it may do where it is installed</legend>
      <ul className="divide-y rounded-md border">
        {rows.map(([name, label, levels]) => (
          <li key={name} className="flex items-center justify-between gap-3 px-3 py-1.5">
            <label htmlFor={`permission-${name}`} className="min-w-0 text-sm wrap-anywhere">
              {label}
            </label>
            <select
              id={`permission-${name}`}
              value={value[name] ?? ''}
              onChange={(event) => change(name, event.target.value)}
              className="h-8 shrink-0 rounded-md border border-control bg-raised px-2 text-sm"
            >
              <option value="">nothing</option>
              {levels.map((level) => (
                <option key={level}>{level}</option>
              ))}
              {value[name] && !levels.includes(value[name]) && <option>{value[name]}</option>}
            </select>
          </li>
        ))}
      </ul>
    </fieldset>
  )
}

/** In one line, for who agrees to it or reads it. */
export function permissionLine(permissions: AppPermissions): string {
  const all = Object.entries(permissions).map(([name, level]) => `${name.replaceAll('_', ' ')}: ${level}`)
  return all.sort().join(', ') || 'reads what a project is called'
}
