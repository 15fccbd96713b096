import { ExpressionFailure } from './expressions.ts'
import { isArray, isObject, type Value, type ValueObject } from './values.ts'

/** GitHub's limit for one workflow run. */
const MAX_MATRIX_JOBS = 256

/**
 * The combinations of a matrix, in GitHub's order: the product of the vectors, minus `exclude`, with `include` merged
 * into the combinations it does not contradict or added as further ones.
 * https://docs.github.com/actions/reference/workflow-syntax-for-github-actions#jobsjob_idstrategymatrix
 */
export function expandMatrix(matrix: Value): ValueObject[] {
  if (!isObject(matrix)) throw new ExpressionFailure('The matrix must be a mapping.')
  const { include = [], exclude = [], ...vectors } = matrix
  const combinations = multiply(vectors).filter(
    (combination) => !listObjects(exclude, 'exclude').some((pattern) => matchesPartly(combination, pattern)),
  )
  const merged = combinations.map((combination) => ({ ...combination }) as Record<string, Value>)
  const added: ValueObject[] = []
  for (const extra of listObjects(include, 'include')) {
    const targets = combinations.flatMap((combination, at) => (contradicts(combination, extra) ? [] : [at]))
    for (const at of targets) Object.assign(merged[at] as object, extra)
    if (targets.length === 0) added.push(extra)
  }
  const all = [...merged, ...added]
  if (all.length > MAX_MATRIX_JOBS) throw tooMany(all.length)
  return all
}

function multiply(vectors: ValueObject): ValueObject[] {
  const entries = Object.entries(vectors)
  if (entries.length === 0) return []
  let combinations: ValueObject[] = [{}]
  for (const [name, vector] of entries) {
    if (!isArray(vector)) throw new ExpressionFailure(`The matrix vector ${name} must be a list.`)
    if (vector.length === 0) throw new ExpressionFailure(`The matrix vector ${name} has no values.`)
    // Checked before the product is made: four vectors of a thousand would be 10¹² combinations.
    if (combinations.length * vector.length > MAX_MATRIX_JOBS * 40) throw tooMany(combinations.length * vector.length)
    combinations = combinations.flatMap((combination) => vector.map((value) => ({ ...combination, [name]: value })))
  }
  return combinations
}

/** `include` may overwrite what an earlier `include` added, never a value of the matrix itself. */
function contradicts(combination: ValueObject, extra: ValueObject): boolean {
  return Object.entries(extra).some(([key, value]) => key in combination && !isSame(combination[key] as Value, value))
}

function matchesPartly(combination: ValueObject, pattern: ValueObject): boolean {
  return Object.entries(pattern).every(([key, value]) => key in combination && contains(combination[key]!, value))
}

/** An object in `exclude` matches a value that has at least its fields. */
function contains(value: Value, pattern: Value): boolean {
  if (isObject(value) && isObject(pattern)) {
    return Object.entries(pattern).every(([key, item]) => key in value && contains(value[key]!, item))
  }
  return isSame(value, pattern)
}

function isSame(a: Value, b: Value): boolean {
  if (isArray(a) && isArray(b)) return a.length === b.length && a.every((item, at) => isSame(item, b[at]!))
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a)
    return keys.length === Object.keys(b).length && keys.every((key) => key in b && isSame(a[key]!, b[key]!))
  }
  return a === b
}

function listObjects(list: Value, name: string): ValueObject[] {
  if (!isArray(list) || !list.every(isObject)) {
    throw new ExpressionFailure(`"${name}" of the matrix must be a list of mappings.`)
  }
  return list as ValueObject[]
}

function tooMany(count: number): ExpressionFailure {
  return new ExpressionFailure(`The matrix makes ${count} jobs; at most ${MAX_MATRIX_JOBS} are allowed.`)
}

/** What GitHub writes behind the name of a job that has none of its own: `test (20, ubuntu)`. */
export function printCombination(combination: ValueObject): string {
  const print = (value: Value): string[] =>
    isArray(value)
      ? value.flatMap(print)
      : isObject(value)
        ? Object.values(value).flatMap(print)
        : [value === null ? '' : String(value)]
  return Object.values(combination).flatMap(print).filter(Boolean).join(', ')
}
