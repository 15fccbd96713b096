import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Check, Pencil, RotateCcw, Send } from 'lucide-react'
import { useState } from 'react'
import { type Spec, specs } from '../../api/specs.ts'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { TextArea } from '../../parts/field.tsx'
import { ProblemLine } from '../../parts/problem.tsx'

/** What can be done with a spec in its present state, and nothing else. */
export function SpecActions({ spec, editing, onEdit }: { spec: Spec; editing: boolean; onEdit: () => void }) {
  const client = useQueryClient()
  const [rejecting, setRejecting] = useState(false)
  const [reason, setReason] = useState('')
  const act = useMutation({
    mutationFn: (run: () => Promise<unknown>) => run(),
    onSuccess: () => {
      setRejecting(false)
      return Promise.all([
        client.invalidateQueries({ queryKey: ['evidence', spec.id] }),
        client.invalidateQueries({ queryKey: ['board'] }),
      ])
    },
  })
  const ended = spec.outcome === 'failed' || spec.outcome === 'refused' || spec.state === 'implemented'
  if (editing || (spec.state === 'approved' && !ended)) return null
  if (ended) {
    return (
      <Confirm
        label="Reopen"
        tone="plain"
        icon={<RotateCcw className="size-4" />}
        title="Make this spec a draft again?"
        run={() => act.mutateAsync(() => specs.reopen(spec.id))}
      >
        Its evidence stays. Change the text, then submit and approve it: the path begins anew.
      </Confirm>
    )
  }
  return (
    <div className="flex flex-col items-end gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <Button icon={<Pencil className="size-4" />} onClick={onEdit} data-shortcut="e">
          Edit
        </Button>
        {spec.state === 'draft' && (
          <Button
            tone="primary"
            icon={<Send className="size-4" />}
            busy={act.isPending}
            onClick={() => act.mutate(() => specs.submit(spec.id))}
          >
            Submit for review
          </Button>
        )}
        {spec.state === 'review' && (
          <>
            <Button onClick={() => setRejecting(true)}>Send back</Button>
            <Button
              tone="primary"
              icon={<Check className="size-4" />}
              busy={act.isPending}
              onClick={() => act.mutate(() => specs.approve(spec.id, spec.version))}
            >
              Approve
            </Button>
          </>
        )}
      </div>
      {!rejecting && <ProblemLine error={act.error} />}
      <Dialog
        open={rejecting}
        onClose={() => setRejecting(false)}
        title="Send the spec back"
        description="It becomes a draft again. Its author sees your reason."
      >
        <TextArea
          label="Reason"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          placeholder="What is missing or should change"
        />
        <ProblemLine error={act.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={() => setRejecting(false)}>Cancel</Button>
          <Button
            tone="primary"
            disabled={reason.trim() === ''}
            busy={act.isPending}
            onClick={() => act.mutate(() => specs.reject(spec.id, reason.trim()))}
          >
            Send back
          </Button>
        </div>
      </Dialog>
    </div>
  )
}
