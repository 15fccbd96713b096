import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type Spec, specs } from '../../api/specs.ts'
import { SpecForm } from './form.tsx'

export function EditSpec({ spec, onDone }: { spec: Spec; onDone: () => void }) {
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: (edit: Parameters<typeof specs.edit>[1]) => specs.edit(spec.id, edit),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['evidence', spec.id] })
      await client.invalidateQueries({ queryKey: ['specs', spec.id] })
      onDone()
    },
  })
  return (
    <SpecForm
      initial={{ title: spec.title, body: spec.body, acceptance: spec.acceptance, agent: spec.agent ?? '' }}
      submit="Save as a new version"
      busy={save.isPending}
      error={save.error}
      onSubmit={({ agent, ...text }) => save.mutate({ ...text, agent: agent || null })}
      onCancel={onDone}
    />
  )
}
