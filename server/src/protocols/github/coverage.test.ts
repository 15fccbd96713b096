import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'
import { NOT_SPOKEN, OTHER_PRODUCTS } from './coverage.kit.ts'
import { githubDescription } from './openapi.kit.ts'

/** Of the operations that GitHub describes for what a forge is, at least so many are answered. */
const LEAST_ANSWERED = 350

let app: TestApp
let described: string[]
let answered: Set<string>

beforeAll(async () => {
  app = await testApp()
  const doors = app.app.protocols.filter(({ name }) => name.startsWith('github'))
  answered = new Set(
    doors.flatMap(({ routes }) => routes.routes).map(({ method, path }) => shapeOf(`${method} ${path}`)),
  )
  const description = await githubDescription()
  described = 'missing' in description ? [] : description.operations
}, 120_000)
afterAll(() => app[Symbol.asyncDispose]())

/** `GET /repos/:owner/:repo` and `GET /repos/{owner}/{repo}` are one. */
function shapeOf(operation: string): string {
  return operation.replace(/:\w+(?:\{(?:[^{}]|\{[^}]*\})*\})?|\{\w+\}/g, '{}')
}

const isAnswered = (operation: string) => answered.has(shapeOf(operation))
const reasonFor = (operation: string) => [...NOT_SPOKEN, ...OTHER_PRODUCTS].find(([pattern]) => pattern.test(operation))

test('each operation that GitHub describes is answered, or it is said why not', ({ skip }) => {
  if (described.length === 0) skip('the description could not be had')
  const unexplained = described.filter((operation) => !isAnswered(operation) && !reasonFor(operation))
  expect(unexplained).toEqual([])
  expect(described.length).toBeGreaterThan(1000)
  expect(described.filter(isAnswered).length).toBeGreaterThanOrEqual(LEAST_ANSWERED)
})

test('no reason is given for what is answered, and none for nothing', ({ skip }) => {
  if (described.length === 0) skip('the description could not be had')
  const silent = described.filter((operation) => !isAnswered(operation))
  const wrong = described.filter(
    (operation) => isAnswered(operation) && NOT_SPOKEN.some(([pattern]) => pattern.test(operation)),
  )
  expect(wrong).toEqual([])
  const idle = [...NOT_SPOKEN, ...OTHER_PRODUCTS].filter(
    ([pattern]) => !silent.some((operation) => pattern.test(operation)),
  )
  expect(idle.map(([pattern]) => pattern.source)).toEqual([])
})

test('an operation that is not spoken is refused as GitHub refuses an address it does not know', async () => {
  const answer = await fetch(`${app.url}/api/v3/repos/alice/nothing/pages`, {
    headers: { authorization: `token ${app.token}` },
  })
  expect(answer.status).toBe(404)
  expect(await answer.json()).toMatchObject({
    message: expect.stringMatching(/^Not Found: there is no GET/),
    status: '404',
  })
})
