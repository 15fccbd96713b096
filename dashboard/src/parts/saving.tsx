import { useMutation } from '@tanstack/react-query'
import type { FormEvent, ReactNode } from 'react'
import { Button } from './button.tsx'
import { ProblemLine } from './problem.tsx'
import { StatusLabel } from './status.tsx'

/** A form that is saved: its refusal or its success stands beside the button, where the eye is. */
export function SavingForm({
  save,
  children,
  label = 'Save',
  extra,
}: {
  save: () => Promise<unknown>
  children: ReactNode
  label?: string
  extra?: ReactNode
}) {
  const saving = useMutation({ mutationFn: save })
  const send = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  return (
    <form onSubmit={send} onChange={() => saving.isSuccess && saving.reset()} className="flex max-w-xl flex-col gap-5">
      {children}
      <ProblemLine error={saving.error} />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" tone="primary" busy={saving.isPending}>
          {label}
        </Button>
        {extra}
        <span role="status" className="text-sm">
          {saving.isSuccess && <StatusLabel status="done">Saved</StatusLabel>}
        </span>
      </div>
    </form>
  )
}
