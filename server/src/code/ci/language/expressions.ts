import { data, Evaluator, Lexer, Parser } from '@actions/expressions'
import type { FunctionCall } from '@actions/expressions/ast'
import type { FunctionDefinition } from '@actions/expressions/funcs/info'
import { type Token, TokenType } from '@actions/expressions/lexer'
import { fromData, toData, type Value, type ValueObject } from './values.ts'

/** What an expression may look at and call. */
export interface Scope {
  contexts: { readonly [name: string]: ValueObject }
  functions?: readonly ExpressionFunction[]
}

export interface ExpressionFunction {
  name: string
  minArgs: number
  maxArgs: number
  call(...args: Value[]): Value
}

/** A workflow's expression failed; the message is for the workflow's author. */
export class ExpressionFailure extends Error {}

/** https://docs.github.com/actions/learn-github-actions/contexts – names every scope knows, filled or not. */
const CONTEXT_NAMES = [
  'github',
  'env',
  'vars',
  'secrets',
  'matrix',
  'needs',
  'steps',
  'job',
  'runner',
  'inputs',
  'strategy',
]

/** Nested toJSON() doubles its escapes at every level; without a limit a short expression fills the memory. */
const MAX_RESULT_CHARACTERS = 1_000_000

/** Evaluates one expression, without its `${{ }}`. Throws {@link ExpressionFailure}. */
export function evaluate(expression: string, scope: Scope): Value {
  const names = [...new Set([...CONTEXT_NAMES, ...Object.keys(scope.contexts)])]
  const functions = new Map<string, FunctionDefinition>()
  for (const { name, minArgs, maxArgs, call } of scope.functions ?? []) {
    functions.set(name.toLowerCase(), {
      name,
      minArgs,
      maxArgs,
      call: (...args) => toData(call(...args.map(fromData))),
    })
  }
  try {
    const tokens = unescapeTexts(new Lexer(expression).lex().tokens)
    const tree = new Parser(tokens, names, [...functions.values()]).parse()
    const contexts = new data.Dictionary(...names.map((key) => ({ key, value: toData(scope.contexts[key] ?? {}) })))
    return fromData(new BoundedEvaluator(tree, contexts, functions).evaluate())
  } catch (cause) {
    if (cause instanceof ExpressionFailure) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ExpressionFailure(`The expression \${{ ${expression} }} cannot be evaluated: ${reason}.`, { cause })
  }
}

/** The library takes only the first doubled quote of a text for one quote; every later one would stay doubled. */
function unescapeTexts(tokens: readonly Token[]): Token[] {
  return tokens.map((token) =>
    token.type === TokenType.STRING ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") } : token,
  )
}

class BoundedEvaluator extends Evaluator {
  override visitFunctionCall(call: FunctionCall): data.ExpressionData {
    const result = super.visitFunctionCall(call)
    if (result.kind === data.Kind.String && (result as data.StringData).value.length > MAX_RESULT_CHARACTERS) {
      throw new ExpressionFailure(
        `${call.functionName.lexeme}() made more than ${MAX_RESULT_CHARACTERS} characters; an expression may not.`,
      )
    }
    return result
  }
}
