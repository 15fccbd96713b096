import { Problem } from '#kernel'
import type { Value, ValueObject } from './language/values.ts'
import type { DispatchTrigger } from './language/workflow.ts'

/** What was asked for, with the workflow's defaults; refuses what it does not know or lacks. */
export function completeInputs({ inputs: known = {} }: DispatchTrigger, given: ValueObject): ValueObject {
  const refuse = (sentence: string) => new Problem('invalid', 'runs.inputs', sentence)
  const stranger = Object.keys(given).find((name) => !(name in known))
  if (stranger !== undefined) throw refuse(`The workflow has no input ${JSON.stringify(stranger)}.`)
  const entries = Object.entries(known).map(([name, input]): [string, Value] => {
    const value = given[name] ?? input.default ?? (input.type === 'boolean' ? false : '')
    if (input.required && value === '') throw refuse(`The workflow needs the input ${name}.`)
    if (input.options?.length && !input.options.includes(String(value))) {
      throw refuse(`The input ${name} is one of ${input.options.join(', ')}.`)
    }
    return [name, value]
  })
  return Object.fromEntries(entries)
}
