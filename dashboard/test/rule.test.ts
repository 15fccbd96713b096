import { expect, test } from 'vitest'
import type { ProtectionRule } from '../src/api/protection.ts'
import { demandsOf, draftOf, entriesOf, newDraft, withDraft } from '../src/pages/project-settings/rule.ts'

const defaultBranch = 'main'
const add = (protection: ProtectionRule[], draft = newDraft('rule', 'main')) =>
  withDraft(protection, { key: undefined, draft, defaultBranch })

test('what is read from a list of rules and written again is the same list', () => {
  const ruleset = { ...newDraft('ruleset', ''), name: 'Releases', patterns: ['release/*', 'v*'] }
  const protection = add(add(add([]), ruleset), newDraft('rule', 'topic'))
  const entries = entriesOf(protection)
  expect(entries.map(({ rules }) => rules.map(({ pattern }) => pattern))).toEqual([
    ['main'],
    ['main', 'release/*', 'v*'],
    ['topic'],
  ])
  for (const entry of entries) {
    const written = withDraft(protection, { key: entry.key, draft: draftOf(entry), defaultBranch })
    const untimed = (rules: ProtectionRule[]) =>
      rules.map((rule) => ({ ...rule, ruleset: rule.ruleset && { ...rule.ruleset, updatedAt: '' } }))
    expect(untimed(written)).toEqual(untimed(protection))
  }
})

test('a ruleset keeps its number when its patterns change, and no number is given twice', () => {
  const named = (name: string) => ({ ...newDraft('ruleset', ''), name })
  const protection = add(add([], named('one')), named('two'))
  const [first, second] = entriesOf(protection)
  expect(first!.key).not.toBe(second!.key)
  const draft = { ...draftOf(first!), followsDefault: false, patterns: ['a', 'b'] }
  const changed = withDraft(protection, { key: first!.key, draft, defaultBranch })
  expect(changed.map(({ pattern, ruleset }) => [pattern, String(ruleset?.id), ruleset?.followsDefault])).toEqual([
    ['a', first!.key, false],
    ['b', first!.key, false],
    ['main', second!.key, true],
  ])
})

test('two rules for one name have two forms, and the one that is removed leaves the other', () => {
  const protection = add(add([]), { ...newDraft('rule', 'main'), requireSigned: true })
  const [first, second] = entriesOf(protection)
  expect(first!.key).not.toBe(second!.key)
  expect(withDraft(protection, { key: second!.key, draft: undefined, defaultBranch })).toEqual(first!.rules)
  expect(withDraft(protection, { key: 'branch:gone', draft: undefined, defaultBranch })).toEqual(protection)
})

test('of a tag nothing is asked that only pull requests have', () => {
  const asking = { requiredApprovals: 2, requiredChecks: ['build'], requireCodeOwners: true, requireResolved: true }
  const [rule] = add([], { ...newDraft('rule', 'v*'), ...asking, target: 'tag' })
  expect(rule).toMatchObject({ requirePull: false, requiredApprovals: 0, requiredChecks: [], requireCodeOwners: false })
  expect(demandsOf(rule!)).toEqual(['no force push', 'no deletion'])
})
