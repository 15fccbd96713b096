import { describe, expect, it } from 'vitest'
import type { FileDiff } from '../src/api/code.ts'
import { composedText, foldedAtFirst, foldersOf, rowsOf } from '../src/diff/model.ts'
import { parsePatch } from '../src/diff/parse-patch.ts'

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

  it('stands before and after beside each other, whatever the two have in number', () => {
    const pairs = rowsOf([file('a')], { ...plain, split: true }).flatMap((row) =>
      row.type === 'pair' ? [[row.left?.text, row.right?.text]] : [],
    )
    expect(pairs).toEqual([
      ['first', 'first'],
      ["const name = 'sun'", "const name = 'moon'"],
      ['third', 'third'],
      [undefined, '--- not a header'],
      ['last', 'last'],
    ])
  })

  it('keeps threads below their line in both layouts', () => {
    const comments = [
      { path: 'a', line: 2, side: 'old' as const, body: 'x' },
      { path: 'a', line: 2, side: 'new' as const, body: 'y' },
    ]
    for (const split of [false, true]) {
      const rows = rowsOf([file('a')], { ...plain, comments, split })
      expect(rows.filter((row) => row.type === 'thread')).toHaveLength(2)
    }
  })

  it('leaves out what differs in white space only, where asked', () => {
    const indented = file('a', { patch: '@@ -1,3 +1,3 @@\n-a\n-b (c)\n-d\n+  a\n+b(c)\n+e\n' })
    const kinds = (ignoreSpace: boolean) =>
      rowsOf([indented], { ...plain, ignoreSpace }).flatMap((row) => (row.type === 'line' ? [row.line.kind] : []))
    expect(kinds(false)).toEqual(['removed', 'removed', 'removed', 'added', 'added', 'added'])
    expect(kinds(true)).toEqual(['context', 'context', 'removed', 'added'])
  })

  it('shows the whole file around its changes, numbered on both sides', () => {
    const changed = file('a', { patch: '@@ -3 +3,2 @@\n-c\n+C\n+new\n@@ -6,0 +8 @@\n+end\n' })
    const whole = new Map([['a', ['a', 'b', 'C', 'new', 'd', 'e', 'f', 'end', 'g']]])
    const rows = rowsOf([changed], { ...plain, whole })
    expect(rows.filter((row) => row.type === 'hunk')).toHaveLength(1)
    expect(rows.flatMap((row) => (row.type === 'line' ? [[row.line.old, row.line.new, row.line.text]] : []))).toEqual([
      [1, 1, 'a'],
      [2, 2, 'b'],
      [3, null, 'c'],
      [null, 3, 'C'],
      [null, 4, 'new'],
      [4, 5, 'd'],
      [5, 6, 'e'],
      [6, 7, 'f'],
      [null, 8, 'end'],
      [7, 9, 'g'],
    ])
  })

  it('knows the text of the lines that are written about', () => {
    const about = { path: 'a', side: 'new' as const, from: 2, line: 4 }
    for (const split of [false, true])
      expect(composedText(rowsOf([file('a')], { ...plain, split }), about)).toBe(
        "const name = 'moon'\nthird\n--- not a header",
      )
  })
})
