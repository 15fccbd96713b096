import { useState } from 'react'
import { Facts, yesNo } from '../../parts/facts.tsx'
import { CheckField, Field, TextArea } from '../../parts/field.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import type { SettingsProps } from './page.tsx'

export function GuardianSettings(props: SettingsProps) {
  if (props.writes) return <GuardianForm {...props} />
  const { maxDiffLines, maxFiles, maxCostUsd, forbiddenPaths, secretScan } = props.project.settings.guardian
  return (
    <Facts
      items={[
        ['Changed lines', `at most ${maxDiffLines}`],
        ['Files', `at most ${maxFiles}`],
        ['Model cost, US$', `at most ${maxCostUsd}`],
        ['Forbidden paths', forbiddenPaths.join(', ')],
        ['Look for secrets', yesNo(secretScan)],
      ]}
    />
  )
}

function GuardianForm({ project, save }: SettingsProps) {
  const now = project.settings.guardian
  const [maxDiffLines, setMaxDiffLines] = useState(String(now.maxDiffLines))
  const [maxFiles, setMaxFiles] = useState(String(now.maxFiles))
  const [maxCostUsd, setMaxCostUsd] = useState(String(now.maxCostUsd))
  const [forbiddenPaths, setForbiddenPaths] = useState(now.forbiddenPaths.join('\n'))
  const [secretScan, setSecretScan] = useState(now.secretScan)
  const guardian = () => ({
    maxDiffLines: Number(maxDiffLines),
    maxFiles: Number(maxFiles),
    maxCostUsd: Number(maxCostUsd),
    secretScan,
    forbiddenPaths: forbiddenPaths
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  })
  return (
    <SavingForm save={() => save({ settings: { guardian: guardian() } })}>
      <p className="text-muted">
        Guardian looks at every pull request on the server. What breaks a limit cannot be merged, whoever wrote it.
      </p>
      <div className="grid gap-5 sm:grid-cols-3">
        <Field
          label="Changed lines"
          type="number"
          min={1}
          required
          value={maxDiffLines}
          onChange={(event) => setMaxDiffLines(event.target.value)}
          hint="at most"
        />
        <Field
          label="Files"
          type="number"
          min={1}
          required
          value={maxFiles}
          onChange={(event) => setMaxFiles(event.target.value)}
          hint="at most"
        />
        <Field
          label="Model cost, US$"
          type="number"
          min={0}
          step="0.01"
          required
          value={maxCostUsd}
          onChange={(event) => setMaxCostUsd(event.target.value)}
          hint="at most, per pull request"
        />
      </div>
      <TextArea
        label="Forbidden paths"
        value={forbiddenPaths}
        onChange={(event) => setForbiddenPaths(event.target.value)}
        className="font-mono text-sm"
        hint="One pattern a line, such as .env* or infra/**."
      />
      <CheckField
        label="Look for secrets"
        hint="Keys and passwords in added lines."
        checked={secretScan}
        onChange={(event) => setSecretScan(event.target.checked)}
      />
    </SavingForm>
  )
}
