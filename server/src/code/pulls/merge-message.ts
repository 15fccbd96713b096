import type { Commit } from '#git'
import type { MergeMethod, MergingSettings } from '#projects'

interface Merged {
  number: number
  title: string
  body: string
  /** `owner/branch`, as GitHub names where it comes from. */
  from: string
  /** What it adds, oldest first. */
  commits: readonly Pick<Commit, 'message' | 'author'>[]
}

export interface MergeWords {
  title: string
  body: string
}

/** The words of the commit that merges, unless the person who merges says others. GitHub's, by the settings of the project. */
export function printMergeWords(merged: Merged, method: MergeMethod, settings: MergingSettings): MergeWords {
  return method === 'squash' ? squashWords(merged, settings) : mergeWords(merged, settings)
}

function mergeWords({ number, title, body, from }: Merged, settings: MergingSettings): MergeWords {
  const bodies = { pull_title: title, pull_body: body, blank: '' }
  return {
    title:
      settings.mergeTitle === 'pull_title' ? `${title} (#${number})` : `Merge pull request #${number} from ${from}`,
    body: bodies[settings.mergeMessage],
  }
}

function squashWords({ number, title, body, commits }: Merged, settings: MergingSettings): MergeWords {
  const [first] = commits
  const only = commits.length === 1 ? first : undefined
  const subject = only && settings.squashTitle === 'commit_or_pull_title' ? split(only.message).title : title
  const bodies = {
    pull_body: body,
    blank: '',
    commit_messages: only ? split(only.message).body : commits.map(({ message }) => `* ${message}`).join('\n\n'),
  }
  const authors = new Map(commits.map(({ author }) => [author.email, author]))
  if (first) authors.delete(first.author.email)
  const coAuthors = [...authors.values()].map(({ name, email }) => `Co-authored-by: ${name} <${email}>`)
  return {
    title: `${subject} (#${number})`,
    body: [bodies[settings.squashMessage], coAuthors.join('\n')].filter(Boolean).join('\n\n'),
  }
}

function split(message: string): MergeWords {
  const [title = '', ...rest] = message.split('\n')
  return { title, body: rest.join('\n').trim() }
}
