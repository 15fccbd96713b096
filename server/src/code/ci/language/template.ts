import { ExpressionFailure, evaluate, type Scope } from './expressions.ts'
import { isArray, isObject, printScalar, type Value } from './values.ts'

/**
 * A piece of a workflow whose expressions are not evaluated yet, as plain JSON: it is stored with its run and evaluated
 * when its turn comes. Mappings are lists of pairs, because a key may be an expression too and order matters.
 */
export type Template =
  | null
  | boolean
  | number
  | string
  | { readonly expression: string; readonly line: number }
  | { readonly sequence: readonly Template[] }
  | { readonly mapping: readonly (readonly [Template, Template])[] }

export function fill(template: Template, scope: Scope): Value {
  if (typeof template !== 'object' || template === null) return template
  if ('expression' in template) return atLine(template.line, () => evaluate(template.expression, scope))
  if ('sequence' in template) return template.sequence.flatMap((item) => fillItem(item, scope))
  const entries: [string, Value][] = []
  for (const [key, value] of template.mapping) {
    if (isInsertion(key)) entries.push(...Object.entries(expectObject(fill(value, scope), 'an inserted mapping')))
    else entries.push([fillText(key, scope), fill(value, scope)])
  }
  return Object.fromEntries(entries)
}

export function fillText(template: Template, scope: Scope): string {
  const value = fill(template, scope)
  if (isArray(value) || isObject(value)) throw new ExpressionFailure('A text was expected, not a list or a mapping.')
  return printScalar(value)
}

/** A mapping of texts: `env`, `outputs`, `with`. */
export function fillTexts(template: Template | undefined, scope: Scope): Record<string, string> {
  if (template === undefined || template === null) return {}
  const value = expectObject(fill(template, scope), 'a mapping')
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (isArray(item) || isObject(item)) throw new ExpressionFailure(`The value of ${key} must be a text.`)
      return [key, printScalar(item)]
    }),
  )
}

/** `${{ insert }}: mapping` merges a mapping into the one it stands in. */
function isInsertion(key: Template): boolean {
  return typeof key === 'object' && key !== null && 'expression' in key && key.expression === 'insert'
}

/** An expression that yields a list spreads into the sequence it is the only member of, as in GitHub's engine. */
function fillItem(item: Template, scope: Scope): readonly Value[] {
  const value = fill(item, scope)
  return isArray(value) && typeof item === 'object' && item !== null && 'expression' in item ? value : [value]
}

function expectObject(value: Value, what: string): { readonly [key: string]: Value } {
  if (!isObject(value)) throw new ExpressionFailure(`Expected ${what}, not ${JSON.stringify(value)}.`)
  return value
}

function atLine<T>(line: number, run: () => T): T {
  try {
    return run()
  } catch (cause) {
    if (cause instanceof ExpressionFailure && line > 0 && !/^Line \d/.test(cause.message)) {
      throw new ExpressionFailure(`Line ${line}: ${cause.message}`, { cause })
    }
    throw cause
  }
}
