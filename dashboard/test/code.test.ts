import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { findPaths } from '../src/pages/code/find-paths.ts'
import { joinPath } from '../src/pages/code/join-path.ts'
import { hashOf, parseLines } from '../src/pages/code/line-range.ts'
import { CodeLine } from '../src/parts/code-line.tsx'

describe('code pages', () => {
  it('read the lines an address points at, in either order, and nothing else', () => {
    expect(parseLines('#L10')).toEqual({ from: 10, to: 10 })
    expect(parseLines('L20-L10')).toEqual({ from: 10, to: 20 })
    expect(parseLines('L3-7')).toEqual({ from: 3, to: 7 })
    for (const other of ['', '#', 'L0', 'L', 'readme', 'L1-', 'L1-L2-L3', 'L12345678'])
      expect(parseLines(other)).toBeUndefined()
    expect([hashOf({ from: 1, to: 1 }), hashOf({ from: 1, to: 9 })]).toEqual(['L1', 'L1-L9'])
  })

  it('resolve addresses of Markdown against its folder, and never lead out of the repository', () => {
    expect(joinPath('docs', '../src/a%20b.ts#L1')).toBe('src/a b.ts')
    expect(joinPath('docs', '/top.md?x')).toBe('top.md')
    expect(joinPath('', '../../../etc/passwd')).toBe('etc/passwd')
    expect(joinPath('a', '100%')).toBe('a/100%')
  })

  it('find files by letters: the name before the folder, in one piece before scattered', () => {
    const paths = ['src/git/tree.ts', 'src/trees/a.ts', 'tree.ts', 'test/r/e/e.ts', 'README.md']
    expect(findPaths(paths, 'tree', 10)).toEqual(['tree.ts', 'src/git/tree.ts', 'src/trees/a.ts', 'test/r/e/e.ts'])
    expect(findPaths(paths, 'READ', 10)).toEqual(['README.md'])
    expect(findPaths(paths, '', 2)).toHaveLength(2)
    expect(findPaths(paths, 'zzz', 10)).toEqual([])
  })

  it('paint a line in runs, as text and never as HTML', () => {
    const draw = (props: Parameters<typeof CodeLine>[0]) => renderToStaticMarkup(createElement(CodeLine, props))
    const kinds = ['plain', 'keyword', 'string']
    expect(draw({ text: 'let a = "<b>"', runs: [3, 1, 5, 0, 5, 2], kinds })).toBe(
      '<span class="code-keyword">let</span> a = <span class="code-string">&quot;&lt;b&gt;&quot;</span>',
    )
    expect(draw({ text: 'plain', runs: undefined, kinds: undefined })).toBe('plain')
    expect(draw({ text: 'short', runs: [99, 1], kinds })).toBe('<span class="code-keyword">short</span>')
  })
})
