import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button, type Tone } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Field } from './field.tsx'
import { ProblemLine } from './problem.tsx'

interface ConfirmProps {
  label: string
  icon?: ReactNode
  tone?: Tone
  /** What will happen, and to what: said before it is done. */
  title: string
  children: ReactNode
  /** Typed before something that cannot be undone. */
  typed?: string
  run: () => Promise<unknown>
}

/** A button that says what it will do before it does it. */
export function Confirm({ label, icon, tone = 'danger', title, children, typed, run }: ConfirmProps) {
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const action = useMutation({ mutationFn: run, onSuccess: () => setOpen(false) })
  return (
    <>
      <Button tone={tone} icon={icon} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={title} description={children}>
        {typed && (
          <Field
            label={`Type ${typed} to go on`}
            value={text}
            onChange={(event) => setText(event.target.value)}
            autoComplete="off"
          />
        )}
        <ProblemLine error={action.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={() => setOpen(false)}>Keep</Button>
          <Button
            tone="primary"
            busy={action.isPending}
            disabled={typed !== undefined && text !== typed}
            onClick={() => action.mutate()}
          >
            {label}
          </Button>
        </div>
      </Dialog>
    </>
  )
}
