import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { BranchProtection } from '../../api/projects.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { CheckField, Field } from '../../parts/field.tsx'
import { Empty } from '../../parts/page.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import type { SettingsProps } from './page.tsx'

/** What this form shows of a rule; the rest stays as it is. */
type Rule = BranchProtection & Required<Pick<BranchProtection, keyof typeof fresh>>

const fresh = {
  pattern: 'main',
  requirePull: true,
  requiredChecks: [] as string[],
  requiredApprovals: 0,
  allowForcePush: false,
}

export function ProtectionSettings({ project, save }: SettingsProps) {
  const [rules, setRules] = useState<Rule[]>(project.settings.protection)
  const change = (index: number, edit: Partial<Rule>) =>
    setRules(rules.map((rule, at) => (at === index ? { ...rule, ...edit } : rule)))
  return (
    <SavingForm
      save={() => save({ settings: { protection: rules } })}
      extra={
        <Button icon={<Plus className="size-4" />} onClick={() => setRules([...rules, fresh])}>
          Add a rule
        </Button>
      }
    >
      {rules.length === 0 && (
        <Empty title="No branch is protected">
          <p>Anybody who may push can push to every branch. A rule asks for pull requests, checks and approvals.</p>
        </Empty>
      )}
      {rules.map((rule, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rules have no identity but their place
        <fieldset key={index} className="flex flex-col gap-4 rounded-md border p-4">
          <legend className="sr-only">Rule for {rule.pattern}</legend>
          <div className="flex items-end gap-2">
            <div className="grow">
              <Field
                label="Branch pattern"
                value={rule.pattern}
                required
                maxLength={200}
                onChange={(event) => change(index, { pattern: event.target.value })}
                className="font-mono"
              />
            </div>
            <IconButton
              label={`Remove the rule for ${rule.pattern}`}
              onClick={() => setRules(rules.toSpliced(index, 1))}
            >
              <Trash2 className="size-4" />
            </IconButton>
          </div>
          <CheckField
            label="Only by pull request"
            hint="Nobody pushes to it directly."
            checked={rule.requirePull}
            onChange={(event) => change(index, { requirePull: event.target.checked })}
          />
          <CheckField
            label="Allow force pushes"
            hint="History may be rewritten and commits lost."
            checked={rule.allowForcePush}
            onChange={(event) => change(index, { allowForcePush: event.target.checked })}
          />
          <Field
            label="Approvals"
            type="number"
            min={0}
            max={10}
            value={String(rule.requiredApprovals)}
            onChange={(event) => change(index, { requiredApprovals: Number(event.target.value) })}
            className="max-w-32"
          />
          <Field
            label="Required checks"
            value={rule.requiredChecks.join(', ')}
            onChange={(event) =>
              change(index, { requiredChecks: event.target.value.split(',').map((name) => name.trimStart()) })
            }
            onBlur={() =>
              change(index, { requiredChecks: rule.requiredChecks.map((name) => name.trim()).filter(Boolean) })
            }
            hint="Names of checks, separated by commas, that must pass."
          />
        </fieldset>
      ))}
    </SavingForm>
  )
}
