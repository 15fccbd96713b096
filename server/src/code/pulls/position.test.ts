import { expect, test } from 'vitest'
import { cutHunk, findPosition, lineAt, moveLine, parseHunks } from './position.ts'

const PATCH = `diff --git a/a.txt b/a.txt
index 1..2 100644
--- a/a.txt
+++ b/a.txt
@@ -2,4 +2,5 @@ head
 two
-three
+THREE
+three and a half
 four
 five
@@ -20,2 +21,1 @@
 twenty
-twenty-one
\\ No newline at end of file
`
const hunks = parseHunks(PATCH)

test('a line moves with what was added and removed above it, and one that was changed is gone', () => {
  const moved = [1, 2, 3, 4, 5, 6, 19, 20, 21, 22].map((line) => moveLine(hunks, line))
  expect(moved).toEqual([1, 2, undefined, 5, 6, 7, 20, 21, undefined, 22])
  expect(moveLine([], 7)).toBe(7)
})

test('lines inserted between two leave the one above and move the one below', () => {
  const inserted = parseHunks('@@ -3,0 +4,2 @@\n+x\n+y\n')
  expect([3, 4].map((line) => moveLine(inserted, line))).toEqual([3, 6])
  const atTheTop = parseHunks('@@ -0,0 +1,2 @@\n+x\n+y\n')
  expect(moveLine(atTheTop, 1)).toBe(3)
})

test('positions count the lines of the diff and the headers between, both ways', () => {
  expect(findPosition(hunks, { side: 'old', line: 3 })).toBe(2)
  expect(findPosition(hunks, { side: 'new', line: 3 })).toBe(3)
  expect(findPosition(hunks, { side: 'new', line: 21 })).toBe(8)
  expect(findPosition(hunks, { side: 'new', line: 10 })).toBeUndefined()
  expect(lineAt(hunks, 2)).toEqual({ side: 'old', line: 3 })
  expect(lineAt(hunks, 8)).toEqual({ side: 'new', line: 21 })
  expect([0, 7, 10, 99].map((position) => lineAt(hunks, position))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('a comment shows its hunk down to its line', () => {
  expect(cutHunk(hunks, { side: 'new', line: 3 })).toBe('@@ -2,4 +2,5 @@ head\n two\n-three\n+THREE')
  expect(cutHunk(hunks, { side: 'new', line: 10 })).toBe('')
})
