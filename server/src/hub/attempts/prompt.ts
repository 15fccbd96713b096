import type { ClaimedTask } from '#tasks'

/** What an agent is told. The task's own words come last and unchanged. */
export function writePrompt(task: ClaimedTask, { branch }: { branch: string }): string {
  return `You are working on a task of the project ${task.project?.owner}/${task.project?.name}, on its branch ${branch}, alone and unattended.

- The current folder is a checkout of that branch. Change files only inside it.
- Do what the task asks, completely, and nothing else. Follow the conventions of the code around you.
- Run the project's own tests or checks where it has some, and leave them passing.
- Do not commit, push or switch branches: DevFlow commits what you leave in the folder.
- Nobody can answer questions. Where the task leaves something open, choose the simplest reasonable way and say so.
- End with a short summary of what you did and why, for the person who reviews it.

# ${task.title}

${task.description}`
}

/** First line at most 72 characters, as git's own tools expect. */
export function writeCommitMessage(title: string, summary: string): string {
  const line = title.replaceAll(/\s+/g, ' ').trim()
  const subject = line.length <= 72 ? line : `${line.slice(0, 71)}…`
  const body = summary.trim()
  return body ? `${subject}\n\n${body.slice(0, 4_000)}` : subject
}
