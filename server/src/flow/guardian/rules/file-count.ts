import type { FileDiff } from '#git'
import type { Finding } from '../finding.ts'

/** More files than a reviewer keeps in mind. */
export function checkFileCount(diff: readonly FileDiff[], maxFiles: number): Finding[] {
  if (diff.length <= maxFiles) return []
  return [
    {
      rule: 'file-count',
      message: `The change touches ${diff.length} files and the limit is ${maxFiles}; split it into smaller pull requests, or raise guardian.maxFiles in the project's settings.`,
    },
  ]
}
