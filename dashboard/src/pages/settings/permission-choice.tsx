import { type Product, useProducts } from '../../frame/products.tsx'
import { NameList } from '../../parts/name-list.tsx'

interface Noun {
  name: string
  label: string
  product?: Product
  /** What reading is called where the verbs have another word for it. */
  read?: string
}

const nouns: Noun[] = [
  { name: 'git', label: 'Code: clone and browse; push' },
  { name: 'issues', label: 'Issues' },
  { name: 'pulls', label: 'Pull requests; everything includes merging' },
  { name: 'releases', label: 'Releases' },
  { name: 'checks', label: 'Checks and statuses' },
  { name: 'runs', label: 'Workflow runs' },
  { name: 'projects', label: 'Projects and their settings; everything includes deleting' },
  { name: 'members', label: 'Members, collaborators and teams' },
  { name: 'hooks', label: 'Webhooks', read: 'inspect' },
  { name: 'keys', label: 'Deploy keys' },
  { name: 'secrets', label: 'Secrets: their names; setting them' },
  { name: 'variables', label: 'Variables' },
  { name: 'apps', label: 'Apps' },
  { name: 'account', label: 'Your account: its keys, addresses and tokens' },
  { name: 'specs', label: 'Specs', product: 'flow' },
  { name: 'tasks', label: 'Tasks', product: 'hub' },
  { name: 'agents', label: 'Agents', product: 'hub' },
  { name: 'deployments', label: 'Deployments', product: 'runtime' },
]

interface PermissionChoiceProps {
  value: readonly string[]
  onChange: (permissions: string[]) => void
}

/** What a token may do, noun by noun; single permissions can be named beside. */
export function PermissionChoice({ value, onChange }: PermissionChoiceProps) {
  const products = useProducts()
  const shown = nouns.filter(({ product }) => !product || products?.has(product))
  const own = (noun: Noun) => [readOf(noun), `${noun.name}:*`]
  const others = value.filter((permission) => !shown.some((noun) => own(noun).includes(permission)))
  const choose = (noun: Noun, permission: string) => {
    const rest = value.filter((each) => !own(noun).includes(each))
    onChange(permission ? [...rest, permission] : rest)
  }
  return (
    <div className="flex flex-col gap-4">
      <ul aria-label="Permissions" className="divide-y rounded-md border">
        {shown.map((noun) => (
          <li key={noun.name} className="flex items-center justify-between gap-3 px-3 py-1.5">
            <label htmlFor={`token-${noun.name}`} className="min-w-0 text-sm wrap-anywhere">
              {noun.label}
            </label>
            <select
              id={`token-${noun.name}`}
              value={own(noun).findLast((permission) => value.includes(permission)) ?? ''}
              onChange={(event) => choose(noun, event.target.value)}
              className="h-8 shrink-0 rounded-md border border-control bg-raised px-2 text-sm"
            >
              <option value="">nothing</option>
              <option value={readOf(noun)}>read</option>
              <option value={`${noun.name}:*`}>everything</option>
            </select>
          </li>
        ))}
      </ul>
      <NameList
        label="Single permissions"
        names={others}
        onChange={(names) => onChange([...value.filter((each) => !others.includes(each)), ...names])}
        placeholder="pulls:merge"
        hint="A noun and what is done with it, such as git:push; each verb’s documentation names the one it needs."
      />
    </div>
  )
}

function readOf({ name, read = 'read' }: Noun): string {
  return `${name}:${read}`
}
