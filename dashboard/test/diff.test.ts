import { describe, expect, it } from 'vitest'
import type { FileDiff } from '../src/api/code.ts'
import { foldedAtFirst, foldersOf, parsePatch, rowsOf } from '../src/diff/model.ts'

const patch = `diff --git a/src/moon.ts b/src/moon.ts
index 1111111..2222222 100644
--- a/src/moon.ts
+++ b/src/moon.ts
@@ -1,4 +1,5 @@ export function phase
 first
-const name = 'sun'
+const name = 'moon'
 third
+--- not a header
 last
\\ No newline at end of file
`

function file(path: string, edit: Partial<FileDiff> = {}): FileDiff {
  return {
    path,
    status: 'modified',
    blob: '0'.repeat(40),
    additions: 2,
    deletions: 1,
    binary: false,
    patch,
    truncated: false,
    ...edit,
  }
}

const plain = { folded: new Set<string>(), comments: [] }

describe('diff', () => {
  it('numbers both sides and leaves out git’s own header', () => {
    const [hunk] = parsePatch(patch)
    expect(hunk?.context).toBe('export function phase')
    expect(hunk?.lines.map((line) => [line.kind, line.old, line.new])).toEqual([
      ['context', 1, 1],
      ['removed', 2, null],
      ['added', null, 2],
      ['context', 3, 3],
      ['added', null, 4],
      ['context', 4, 5],
    ])
  })

  it('takes a changed line that looks like a header for what it is', () => {
    expect(parsePatch(patch)[0]?.lines[4]?.text).toBe('--- not a header')
  })

  it('marks what differs in a replaced line', () => {
    const [, removed, added] = parsePatch(patch)[0]!.lines
    expect(removed!.text.slice(...removed!.changed!)).toBe('su')
    expect(added!.text.slice(...added!.changed!)).toBe('moo')
  })

  it('does not mark a line that was rewritten', () => {
    const [before] = parsePatch('@@ -1 +1 @@\n-alpha\n+something else\n')[0]!.lines
    expect(before!.changed).toBeUndefined()
  })

  it('puts a comment below its line, on its side', () => {
    const rows = rowsOf([file('a.ts')], {
      ...plain,
      comments: [{ path: 'a.ts', line: 2, side: 'old', body: 'why?' }],
    })
    const at = rows.findIndex((row) => row.type === 'thread')
    expect(rows[at - 1]).toMatchObject({ type: 'line', line: { kind: 'removed', old: 2 } })
  })

  it('says why a file has no lines', () => {
    const note = (edit: Partial<FileDiff>) => rowsOf([file('a', { patch: '', ...edit })], plain)[1]
    expect(note({ binary: true })).toMatchObject({ text: expect.stringContaining('Binary') })
    expect(note({ status: 'renamed', additions: 0, deletions: 0 })).toMatchObject({
      text: expect.stringContaining('Renamed'),
    })
    expect(note({ additions: 90_000 })).toMatchObject({ text: expect.stringContaining('too large') })
  })

  it('folds what nobody reads first, and hides the lines of a folded file', () => {
    const files = [file('a.ts'), file('package-lock.json', { additions: 9000 })]
    const folded = foldedAtFirst(files)
    expect([...folded]).toEqual(['package-lock.json'])
    expect(rowsOf(files, { ...plain, folded }).at(-1)).toMatchObject({ type: 'file', folded: true })
  })

  it('has a key of its own for every row', () => {
    const keys = rowsOf([file('a.ts'), file('b.ts')], plain).map((row) => row.key)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('groups files by folder', () => {
    expect(foldersOf([file('README.md'), file('src/a.ts'), file('src/b.ts')]).map((group) => group.folder)).toEqual([
      '',
      'src',
    ])
  })
})
