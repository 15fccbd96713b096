import type { FlowMetrics, WorkflowBoardOutput, WorkflowWorkItemsInput } from '@devflow/sdk'
import { type Address, client } from './client.ts'

export type { FlowMetrics, WorkItem } from '@devflow/sdk'
export type Board = WorkflowBoardOutput
export type ColumnKey = Board['columns'][number]['key']
/** One figure people decide by: its median over the period and the one before, with the specs behind it. */
export type Series = FlowMetrics['leadTime']

export const flow = {
  board: () => client.workflow.board(),
  project: ({ owner, name }: Address) => client.workflow.flow({ owner, name }),
  workItems: (query: WorkflowWorkItemsInput) => client.workflow.workItems(query),
}
