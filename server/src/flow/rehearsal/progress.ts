import type { StoredEvent } from '#kernel'

/** A line for the terminal when an event ends a step of the path; undefined for everything else. */
export function describeProgress({ name, data }: StoredEvent): { done: boolean; text: string } | undefined {
  const good = ['success', 'neutral', 'skipped'].includes(data?.conclusion)
  switch (name) {
    case 'spec.approved':
      return { done: true, text: `spec approved: ${data.title}` }
    case 'spec.started':
      return { done: true, text: `branch ${data.branch}` }
    case 'task.claimed':
      return { done: true, text: 'agent claimed the task' }
    case 'agent.committed':
      return {
        done: true,
        text: `files edited: ${Array.isArray(data.files) ? data.files.length : data.files} in commit ${String(data.sha).slice(0, 7)}`,
      }
    case 'pull.opened':
      return { done: true, text: `pull request #${data.number}` }
    case 'check.completed':
      return data.name === 'Guardian'
        ? { done: good, text: `Guardian: ${good ? 'no rule broken' : 'refused'}` }
        : undefined
    case 'run.completed':
      return { done: good, text: `CI: ${data.workflow} ${data.conclusion}` }
    case 'pull.merged':
      return { done: true, text: `merged as ${String(data.mergeSha).slice(0, 7)}` }
    case 'deploy.went_live':
      return { done: true, text: `deployed (built in ${seconds(data.buildMs)}, switched in ${seconds(data.deployMs)})` }
    case 'deploy.failed':
      return { done: false, text: `deployment failed: ${data.reason}` }
    case 'spec.failed':
      return { done: false, text: `${data.outcome}: ${data.reason}` }
    default:
      return undefined
  }
}

function seconds(ms: number | null): string {
  return `${((ms ?? 0) / 1000).toFixed(1)} s`
}
