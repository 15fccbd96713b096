import type { ExpressionFunction } from '../language/expressions.ts'
import { printScalar } from '../language/values.ts'
import type { Executor } from './executor.ts'

class HashNeeded extends Error {
  readonly patterns: readonly string[]
  constructor(patterns: readonly string[]) {
    super('hashFiles')
    this.patterns = patterns
  }
}

/**
 * Expressions are evaluated at once, but files are hashed inside the sandbox: an evaluation that meets an unknown hash
 * is given up, the hash fetched, and the evaluation begun again.
 */
export async function withHashes<T>(
  evaluate: (hashFiles: ExpressionFunction) => T,
  { executor, workspace }: { executor: Executor; workspace: string },
): Promise<T> {
  const known = new Map<string, string>()
  const hashFiles: ExpressionFunction = {
    name: 'hashFiles',
    minArgs: 1,
    maxArgs: 255,
    call(...args) {
      const patterns = args.map(printScalar)
      const hash = known.get(JSON.stringify(patterns))
      if (hash === undefined) throw new HashNeeded(patterns)
      return hash
    },
  }
  for (;;) {
    try {
      return evaluate(hashFiles)
    } catch (error) {
      const needed = findNeeded(error)
      if (!needed) throw error
      known.set(JSON.stringify(needed.patterns), await executor.hashFiles(workspace, needed.patterns))
    }
  }
}

function findNeeded(error: unknown): HashNeeded | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof HashNeeded) return at
  return undefined
}
