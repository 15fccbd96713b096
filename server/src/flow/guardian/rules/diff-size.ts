import type { FileDiff } from '#git'
import type { Finding } from '../finding.ts'
import { isLockFile } from './lock-files.ts'

/** More lines than a reviewer reads with attention. Lock files do not count. */
export function checkDiffSize(diff: readonly FileDiff[], maxDiffLines: number): Finding[] {
  const counted = diff.filter((file) => !isLockFile(file.path))
  const lines = counted.reduce((sum, file) => sum + file.additions + file.deletions, 0)
  if (lines <= maxDiffLines) return []
  return [
    {
      rule: 'diff-size',
      message: `The change has ${lines} lines and the limit is ${maxDiffLines}; split it into smaller pull requests, or raise guardian.maxDiffLines in the project's settings.`,
    },
  ]
}
