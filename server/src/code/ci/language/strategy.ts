import { ExpressionFailure, type Scope } from './expressions.ts'
import { expandMatrix, printCombination } from './matrix.ts'
import { storable } from './storable.ts'
import { fill, fillText } from './template.ts'
import { isObject, type Value, type ValueObject } from './values.ts'
import type { JobDefinition } from './workflow.ts'

/** One job of a matrix, or the only one of a job without. */
export interface Leg {
  name: string
  matrix: ValueObject
  strategy: ValueObject
  labels: string[]
  continueOnError: boolean
  maxParallel: number | null
  failFast: boolean
}

/** Turns a job's definition into the jobs that run. The scope has github, inputs, vars and needs. */
export function expandJob(job: JobDefinition, scope: Scope): Leg[] {
  const strategy = job.strategy === undefined ? {} : fill(job.strategy, scope)
  if (!isObject(strategy)) throw new ExpressionFailure('The strategy must be a mapping.')
  const failFast = strategy['fail-fast'] !== false
  const limit = strategy['max-parallel']
  const maxParallel = typeof limit === 'number' && limit >= 1 ? Math.floor(limit) : null
  const combinations = strategy.matrix === undefined ? [{}] : expandMatrix(strategy.matrix)
  if (combinations.length === 0) throw new ExpressionFailure('The matrix has no combination left to run.')
  const legs = combinations.map((matrix, index) => {
    const own = {
      'fail-fast': failFast,
      'job-index': index,
      'job-total': combinations.length,
      'max-parallel': maxParallel ?? combinations.length,
    }
    const inner = { ...scope, contexts: { ...scope.contexts, matrix, strategy: own } }
    return {
      name: nameOf(job, matrix, inner),
      matrix,
      strategy: own,
      labels: labelsOf(fill(job.runsOn, inner)),
      continueOnError: job.continueOnError !== undefined && fill(job.continueOnError, inner) === true,
      maxParallel,
      failFast,
    }
  })
  return storable(legs)
}

const MAX_NAME_CHARACTERS = 200

function nameOf(job: JobDefinition, matrix: ValueObject, scope: Scope): string {
  const written = job.name === undefined ? '' : fillText(job.name, scope).trim()
  const combination = printCombination(matrix)
  // GitHub adds the combination only where the author's name does not tell the legs apart by an expression.
  const plain = typeof job.name !== 'object' || job.name === null
  const name = written || job.key
  return (combination && (plain || !written) ? `${name} (${combination})` : name).slice(0, MAX_NAME_CHARACTERS)
}

function labelsOf(runsOn: Value): string[] {
  const labels = isObject(runsOn) ? (runsOn.labels ?? []) : runsOn
  return (Array.isArray(labels) ? labels : [labels]).map((label) => String(label))
}
