import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { queries } from '../../api/queries.ts'
import { type ModelSettings as Settings, settings } from '../../api/settings.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Load, ProblemLine } from '../../parts/problem.tsx'
import { SavingForm } from '../../parts/saving.tsx'
import { PageSkeleton } from '../../parts/skeleton.tsx'
import { StatusLabel } from '../../parts/status.tsx'
import { duration } from '../../parts/time.tsx'

export function ModelSettings() {
  const model = useQuery(queries.model())
  return (
    <Load query={model} skeleton={<PageSkeleton />}>
      {(data) => <ModelForm now={data} />}
    </Load>
  )
}

function ModelForm({ now }: { now: Settings }) {
  const client = useQueryClient()
  const [baseUrl, setBaseUrl] = useState(now.baseUrl ?? '')
  const [model, setModel] = useState(now.model ?? '')
  const [apiKey, setApiKey] = useState('')
  const body = { baseUrl: baseUrl.trim(), model: model.trim(), ...(apiKey ? { apiKey } : {}) }
  const test = useMutation({ mutationFn: () => settings.testModel(body) })
  return (
    <div className="flex flex-col gap-4">
      <p className="max-w-xl text-muted">
        Agents call models through DevFlow, which counts tokens and cost for each task. Any OpenAI- or
        Anthropic-compatible address works.
        {now.source === 'environment' && ' These values come from the environment; saving here takes their place.'}
      </p>
      <SavingForm
        save={async () => {
          await settings.setModel(body)
          setApiKey('')
          await client.invalidateQueries({ queryKey: ['model'] })
        }}
        extra={
          <Button busy={test.isPending} disabled={baseUrl === '' || model === ''} onClick={() => test.mutate()}>
            Test
          </Button>
        }
      >
        <Field
          label="Address"
          type="url"
          required
          value={baseUrl}
          onChange={(event) => setBaseUrl(event.target.value)}
          placeholder="https://models.example.com/v1"
          className="font-mono"
        />
        <Field
          label="Model"
          required
          value={model}
          onChange={(event) => setModel(event.target.value)}
          className="font-mono"
          autoComplete="off"
        />
        <Field
          label="API key"
          type="password"
          value={apiKey}
          onChange={(event) => setApiKey(event.target.value)}
          autoComplete="off"
          className="font-mono"
          placeholder={now.hasApiKey ? '••••••••' : ''}
          hint={
            now.hasApiKey
              ? 'A key is kept, encrypted. Leave empty to keep it.'
              : 'Kept encrypted and never shown again. Leave empty if the address needs none.'
          }
        />
      </SavingForm>
      <ProblemLine error={test.error} />
      {test.data && (
        <p role="status" className="text-sm">
          <StatusLabel status={test.data.ok ? 'done' : 'failed'}>
            {test.data.ok ? 'It answers' : 'It does not work'}
          </StatusLabel>{' '}
          <span className="text-muted">
            {test.data.message} ({duration(test.data.durationMs)})
          </span>
        </p>
      )}
    </div>
  )
}
