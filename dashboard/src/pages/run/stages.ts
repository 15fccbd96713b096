import type { Job } from '../../api/runs.ts'

/** Jobs in the order they can begin: each stage needs only the ones before it. A circle, which the server refuses, ends up last. */
export function stagesOf(jobs: readonly Job[]): Job[][] {
  const placed = new Set<string>()
  const keys = new Set(jobs.map((job) => job.key))
  const stages: Job[][] = []
  let left = [...jobs]
  while (left.length > 0) {
    const ready = left.filter((job) => job.needs.every((need) => placed.has(need) || !keys.has(need)))
    const stage = ready.length > 0 ? ready : left
    stages.push(stage)
    for (const job of stage) placed.add(job.key)
    left = left.filter((job) => !stage.includes(job))
  }
  return stages
}
