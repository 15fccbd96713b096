import { expect, test } from 'vitest'
import { matches, Patterns, RemoteUrl } from './mirror.ts'
import { planPull } from './plan.ts'

/** Commits of one line are ancestors by their number; letters are lines that parted. */
const isAncestor = async (ancestor: string, of: string) => ancestor[0] === of[0] && ancestor < of
const plan = (theirs: Record<string, string>, ours: Record<string, string>, force = false) =>
  planPull({ theirs: new Map(Object.entries(theirs)), ours: new Map(Object.entries(ours)), force, isAncestor })

const MAIN = 'refs/heads/main'
const TAG = 'refs/tags/v1'

test('what is new is made and what is behind is moved', async () => {
  expect(await plan({ [MAIN]: 'a2', [TAG]: 'a1' }, { [MAIN]: 'a1' })).toEqual({
    moves: [
      { ref: MAIN, from: 'a1', to: 'a2' },
      { ref: TAG, from: undefined, to: 'a1' },
    ],
    diverged: [],
  })
})

test('what is the same, ahead or only here is left alone without a word', async () => {
  const nothing = { moves: [], diverged: [] }
  expect(await plan({ [MAIN]: 'a1' }, { [MAIN]: 'a1' })).toEqual(nothing)
  expect(await plan({ [MAIN]: 'a1' }, { [MAIN]: 'a2' })).toEqual(nothing)
  expect(await plan({}, { [MAIN]: 'a1' })).toEqual(nothing)
})

test('what both sides changed is reported and not moved', async () => {
  const { moves, diverged } = await plan({ [MAIN]: 'b1', [TAG]: 'a2' }, { [MAIN]: 'a1', [TAG]: 'a1' })
  expect(moves).toEqual([])
  expect(diverged.map(({ ref }) => ref)).toEqual([MAIN, TAG])
})

test('by force this side becomes the same, deletions included', async () => {
  expect(
    (await plan({ [MAIN]: 'b1', [TAG]: 'a2' }, { [MAIN]: 'a1', [TAG]: 'a1', 'refs/heads/x': 'a1' }, true)).moves,
  ).toEqual([
    { ref: MAIN, from: 'a1', to: 'b1' },
    { ref: TAG, from: 'a1', to: 'a2' },
    { ref: 'refs/heads/x', from: 'a1', to: undefined },
  ])
})

test('a pattern is a name, or a beginning with a star', () => {
  expect(matches(['refs/heads/*'], MAIN)).toBe(true)
  expect(matches(['refs/heads/release/*'], 'refs/heads/release/1')).toBe(true)
  expect(matches(['refs/heads/release/*'], 'refs/heads/releases')).toBe(false)
  expect(matches([MAIN], 'refs/heads/main2')).toBe(false)
  expect(Patterns.safeParse(['refs/heads/*', 'refs/tags/v*', MAIN]).success).toBe(true)
  for (const bad of [
    'refs/devflow/*',
    'refs/pull/*',
    '*',
    'refs/heads/*/x',
    'refs/heads/a..b',
    'refs/heads/ x',
    '+refs/heads/x',
  ]) {
    expect(Patterns.safeParse([bad]).success, bad).toBe(false)
  }
})

test('an address has no user and no password in it', () => {
  expect(RemoteUrl.safeParse('https://example.com/a.git').success).toBe(true)
  for (const bad of [
    'https://user:secret@example.com/a.git',
    'https://user@example.com/a',
    'http://:x@example.com/a',
  ]) {
    expect(RemoteUrl.safeParse(bad).success, bad).toBe(false)
  }
})
