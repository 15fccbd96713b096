import type { Checks } from '#checks'
import { actorRef, type EventRow, type Kernel, systemActor, type Tx, type VerbContext } from '#kernel'
import type { CheckReport } from './deps.ts'
import { storable } from './language/storable.ts'

/** Reports check runs inside the transaction that changes the job, so that neither is ever there without the other. */
export function createCheckReporter(kernel: Kernel, checks: Pick<Checks, 'report'>) {
  return async (tx: Tx, { org, ...report }: CheckReport): Promise<{ id: string; name: string }> => {
    const actor = systemActor(org, 'ci')
    const rows: EventRow[] = []
    const context: VerbContext = {
      actor,
      org,
      tx,
      action: '',
      emit(event, { project = null, links = {}, data }) {
        rows.push({
          name: event.name,
          org_id: org,
          project_id: project,
          actor: actorRef(actor),
          links,
          data,
          action_id: null,
        })
      },
      call: () => Promise.reject(new Error('A check is reported without calling further verbs.')),
    }
    const check = await checks.report(context, { ...storable(report), source: 'ci' })
    if (rows.length > 0) await kernel.events.append(tx, rows)
    return check
  }
}
