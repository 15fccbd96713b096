import type { Verdict } from '../../api/pulls.ts'
import type { Status } from '../../parts/status.tsx'

export const verdicts: Record<Verdict, { word: string; status: Status }> = {
  approve: { word: 'Approved', status: 'done' },
  request_changes: { word: 'Requested changes', status: 'failed' },
  comment: { word: 'Reviewed', status: 'ended' },
}
