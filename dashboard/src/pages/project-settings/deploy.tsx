import { useState } from 'react'
import { Facts, yesNo } from '../../parts/facts.tsx'
import { CheckField, Field } from '../../parts/field.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import type { SettingsProps } from './page.tsx'

export function DeploySettings(props: SettingsProps) {
  if (props.writes) return <DeployForm {...props} />
  const { enabled, healthPath, startTimeoutSeconds } = props.project.settings.deploy
  return (
    <Facts
      items={[
        [`Deploy every change of ${props.project.defaultBranch}`, yesNo(enabled)],
        ['Health path', healthPath],
        ['Seconds to become healthy', startTimeoutSeconds],
      ]}
    />
  )
}

function DeployForm({ project, save }: SettingsProps) {
  const now = project.settings.deploy
  const [enabled, setEnabled] = useState(now.enabled)
  const [healthPath, setHealthPath] = useState(now.healthPath)
  const [timeout, setTimeoutSeconds] = useState(String(now.startTimeoutSeconds))
  return (
    <SavingForm
      save={() => save({ settings: { deploy: { enabled, healthPath, startTimeoutSeconds: Number(timeout) } } })}
    >
      <CheckField
        label={`Deploy every change of ${project.defaultBranch}`}
        checked={enabled}
        onChange={(event) => setEnabled(event.target.checked)}
      />
      <Field
        label="Health path"
        value={healthPath}
        required
        pattern="/.*"
        onChange={(event) => setHealthPath(event.target.value)}
        className="font-mono"
        hint="A new version takes over once this path answers with success."
      />
      <Field
        label="Seconds to become healthy"
        type="number"
        min={1}
        max={600}
        required
        value={timeout}
        onChange={(event) => setTimeoutSeconds(event.target.value)}
        className="max-w-32"
      />
    </SavingForm>
  )
}
