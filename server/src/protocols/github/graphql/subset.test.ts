import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { schema as github } from '@octokit/graphql-schema'
import { expect, test } from 'vitest'
import { pruneSchema } from './prune.kit.ts'
import { deviationsOf } from './subset.kit.ts'

const read = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8')
const ours = read('schema.graphql')
/** What its package does not have yet is named one by one. */
const theirs = `${github.idl}\n${read('newer.graphql')}`

test('what DevFlow speaks is a part of GitHub’s schema', () => {
  expect(deviationsOf(ours, theirs)).toEqual([])
})

test.each([
  [
    'a field of another type',
    ['nameWithOwner: String!', 'nameWithOwner: String'],
    'Repository.nameWithOwner is String, and String! at GitHub',
  ],
  [
    'a field of its own',
    ['nameWithOwner: String!', 'nameWithOwner: String! shoeSize: Int'],
    'GitHub has no Repository.shoeSize',
  ],
  [
    'an argument of its own',
    ['ref(qualifiedName: String!)', 'ref(qualifiedName: String!, deep: Int)'],
    'Repository.ref(deep: Int) is nothing at GitHub',
  ],
  [
    'an argument of another type',
    ['ref(qualifiedName: String!)', 'ref(qualifiedName: ID!)'],
    'Repository.ref(qualifiedName: ID!) is String! at GitHub',
  ],
  ['a member of its own', ['union Reactor = Bot', 'union Reactor = Team | Bot'], "Team is none of GitHub's Reactor"],
  [
    'a value of its own',
    ['enum OrderDirection {', 'enum OrderDirection { SIDEWAYS'],
    "SIDEWAYS is none of GitHub's OrderDirection",
  ],
  [
    'a type of its own',
    ['type RateLimit {', 'type Weather { wind: Int } type RateLimit {'],
    "Weather is no type of GitHub's",
  ],
  ['less than it must take', ['subjectId: ID!', ''], 'AddReactionInput.subjectId is required at GitHub and missing'],
])('a schema with %s is found out', (_what, [text, planted], sentence) => {
  expect(ours).toContain(text)
  const input = text === 'subjectId: ID!' ? /(input AddReactionInput \{[^}]*)subjectId: ID!/ : text!
  expect(deviationsOf(ours.replace(input, text === 'subjectId: ID!' ? '$1' : planted!), theirs)).toContain(sentence)
})

test.each([
  ['Shoe: size', "GitHub's schema has no type Shoe"],
  ['RateLimit: shoeSize', "GitHub's schema has no RateLimit.shoeSize"],
  ['Query: repository(shoeSize)', "GitHub's schema has no argument shoeSize of Query.repository"],
  ['Query: repository(*)', 'Query uses Repository, which is not named in fields.txt'],
  ['AddReactionInput: content', 'AddReactionInput.subjectId is required by GitHub and must be named'],
])('a list of fields that says %s is refused', (fields, sentence) => {
  expect(() => pruneSchema(github.idl, fields)).toThrow(sentence)
})
