import { describe, expect, it } from 'vitest'
import type { FileDiff } from '../src/api/code.ts'
import { type Around, widen, widenAll } from '../src/diff/around.ts'
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

const plain = { folded: new Set<string>(), anchors: [] }

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
      anchors: [{ path: 'a.ts', line: 2, side: 'old' }],
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
    const anchors = [
      { path: 'a', line: 2, side: 'old' as const },
      { path: 'a', line: 2, side: 'new' as const },
      { path: 'a', line: null, side: 'new' as const },
    ]
    for (const split of [false, true]) {
      const rows = rowsOf([file('a')], { ...plain, anchors, split })
      expect(rows.filter((row) => row.type === 'thread')).toHaveLength(3)
      expect(rows[1]).toMatchObject({ type: 'thread', anchors: [{ line: null }] })
    }
  })

  it('leaves out what differs in white space only, where asked', () => {
    const indented = file('a', { patch: '@@ -1,3 +1,3 @@\n-a\n-b (c)\n-d\n+  a\n+b(c)\n+e\n' })
    const kinds = (ignoreSpace: boolean) =>
      rowsOf([indented], { ...plain, ignoreSpace }).flatMap((row) => (row.type === 'line' ? [row.line.kind] : []))
    expect(kinds(false)).toEqual(['removed', 'removed', 'removed', 'added', 'added', 'added'])
    expect(kinds(true)).toEqual(['context', 'context', 'removed', 'added'])
  })

  const changed = file('a', { patch: '@@ -30 +30,2 @@\n-c\n+C\n+new\n@@ -60,0 +62 @@\n+end\n a\n b\n c\n' })
  const lines = Array.from({ length: 200 }, (_, at) => `line ${at + 1}`)
  const gapsOf = (around?: Around) =>
    rowsOf([changed], { ...plain, ...(around ? { around: new Map([['a', around]]) } : {}) }).flatMap((row) =>
      row.type === 'hunk' ? [[row.gap.at, row.gap.hidden]] : [],
    )
  const numbersOf = (around: Around) =>
    rowsOf([changed], { ...plain, around: new Map([['a', around]]) }).flatMap((row) =>
      row.type === 'line' ? [[row.line.old, row.line.new, row.line.text]] : [],
    )

  it('says how many lines are left out, and does not claim to know where the file ends', () => {
    expect(gapsOf()).toEqual([
      [0, 29],
      [1, 30],
      [2, undefined],
    ])
    expect(gapsOf({ lines, gaps: new Map() }).at(-1)).toEqual([2, 135])
    expect(rowsOf([file('a')], plain).filter((row) => row.type === 'hunk')).toHaveLength(1)
  })

  it('shows twenty more lines up or down, or all of them, numbered on both sides', () => {
    const none: Around = { lines, gaps: new Map() }
    const up = widen(none, 0, 'up')
    expect(gapsOf(up)[0]).toEqual([0, 9])
    expect(numbersOf(up)[0]).toEqual([10, 10, 'line 10'])
    const down = widen(none, 1, 'down')
    expect(gapsOf(down)[1]).toEqual([1, 10])
    expect(numbersOf(down)[3]).toEqual([31, 32, 'line 32'])
    // Both ends meet: nothing is shown twice, and the line between them goes.
    const both = widen(down, 1, 'up')
    expect(gapsOf(both).map(([at]) => at)).toEqual([0, 2])
    const seen = numbersOf(widenAll(none, 3)).map(([, now]) => now)
    expect(seen.filter((now) => now !== null)).toEqual(lines.map((_, at) => at + 1))
    expect(numbersOf(widenAll(none, 3)).at(-1)).toEqual([198, 200, 'line 200'])
  })

  it('offers nothing around a file that is new or gone', () => {
    for (const status of ['added', 'deleted'] as const) {
      const rows = rowsOf([{ ...changed, status }], plain)
      expect(rows.filter((row) => row.type === 'hunk' && row.gap.hidden !== 0)).toEqual([])
    }
  })

  it('says what became of links, submodules, permissions and mere white space', () => {
    const notes = (edit: Partial<FileDiff>, ignoreSpace = false) =>
      rowsOf([file('a', edit)], { ...plain, ignoreSpace }).flatMap((row) => (row.type === 'note' ? [row.text] : []))
    expect(notes({ oldMode: '100644', mode: '100755', patch: '', additions: 0, deletions: 0 })).toEqual([
      'Was a plain file (100644), is now executable (100755).',
    ])
    expect(notes({ mode: '120000', status: 'added' })[0]).toContain('symbolic link')
    const moved = '@@ -1 +1 @@\n-Subproject commit aaaaaaaaaa\n+Subproject commit bbbbbbbbbb\n'
    expect(notes({ oldMode: '160000', mode: '160000', patch: moved })).toEqual([
      'The submodule moved from aaaaaaa to bbbbbbb.',
    ])
    expect(notes({ patch: '@@ -1 +1 @@\n-a\n+ a\n' }, true)).toEqual(['Only white space differs.'])
    expect(notes({ truncated: true, patch: '' })).toEqual(['This diff was left out: it is large.'])
  })

  it('does not take the second header of a file that became a link for a change', () => {
    const patch =
      'diff --git a/a b/a\n--- a/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\ndiff --git a/a b/a\n--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+target\n'
    expect(parsePatch(patch).flatMap(({ lines }) => lines.map(({ text }) => text))).toEqual(['x', 'target'])
  })

  it('knows the text of the lines that are written about', () => {
    const about = { path: 'a', side: 'new' as const, from: 2, line: 4 }
    for (const split of [false, true])
      expect(composedText(rowsOf([file('a')], { ...plain, split }), about)).toBe(
        "const name = 'moon'\nthird\n--- not a header",
      )
  })
})
