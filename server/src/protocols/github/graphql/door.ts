import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  OverlappingFieldsCanBeMergedRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { z } from 'zod'
import { Problem } from '#kernel'
import type { Github } from '../github.ts'
import type { Rest } from '../rest.ts'
import { createContext } from './context.ts'
import { printError } from './errors.ts'
import { checkCost, checkNesting, MOST_TOKENS } from './limits.ts'
import { schema } from './schema.ts'

/** A query is text; a larger body is a commit of files (`createCommitOnBranch`), and of more it is pushed. */
const MOST_BODY_BYTES = 8 * 1024 * 1024
/** A document of more letters is no query of a person or a program we know. */
const MOST_QUERY_LENGTH = 200_000

const Query = z.object({
  query: z.string().max(MOST_QUERY_LENGTH),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
})

/** As GitHub: `gh` asks an issue and a pull request for their `state` under one name, which are of two types. */
const RULES = specifiedRules.filter((rule) => rule !== OverlappingFieldsCanBeMergedRule)

/** Documents that programs send again and again are parsed and checked once. */
const MOST_REMEMBERED = 500
const remembered = new Map<string, DocumentNode>()

/** GraphQL v4 at one address: parse, check what it asks for, run, print. */
export function graphqlRoutes(github: Github, rest: Rest): void {
  rest.post('/', async (ask) => {
    const { query, operationName, variables } = await ask.body(Query, MOST_BODY_BYTES)
    ask.signedIn()
    try {
      const document = readDocument(query)
      const operation = findOperation(document, operationName ?? undefined)
      const cost = checkCost(document, operation, variables ?? {})
      const result = await execute({
        schema,
        document,
        operationName: operationName ?? null,
        variableValues: variables ?? {},
        contextValue: createContext(github, ask, cost),
      })
      return printResult(github, result as ExecutionResult)
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [printError(error, github.kernel.log)] }
      throw error
    }
  })
}

function readDocument(query: string): DocumentNode {
  const known = remembered.get(query)
  if (known) return known
  checkNesting(query)
  const document = parse(query, { maxTokens: MOST_TOKENS, noLocation: false })
  const [first] = validate(schema, document, RULES, { maxErrors: 20 })
  if (first) throw first
  if (remembered.size >= MOST_REMEMBERED) remembered.clear()
  remembered.set(query, document)
  return document
}

function findOperation(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
  const found = name === undefined ? operations[0] : operations.find((each) => each.name?.value === name)
  if (found && (name !== undefined || operations.length === 1)) return found
  throw new Problem('invalid', 'github.operation', 'Name one operation of the document with "operationName".')
}

function printResult(github: Github, { data, errors }: ExecutionResult) {
  return {
    data: data ?? null,
    ...(errors ? { errors: errors.map((error) => printError(error, github.kernel.log)) } : {}),
  }
}
