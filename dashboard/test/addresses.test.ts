import { describe, expect, it } from 'vitest'
import { addresses } from '../src/addresses.ts'
import { crumbsOf, projectOf } from '../src/frame/place.ts'
import { stagesOf } from '../src/pages/run/stages.ts'
import { safeHref } from '../src/parts/link.tsx'
import { duration, money, relative } from '../src/parts/time.tsx'

const project = { owner: 'alice', name: 'moon' }

describe('addresses', () => {
  it('read like GitHub’s', () => {
    expect(addresses.tree(project, 'feature/a', 'src/b c.ts')).toBe('/alice/moon/tree/feature/a/src/b%20c.ts')
    expect(addresses.pull(project, 7, 'files')).toBe('/alice/moon/pull/7?tab=files')
  })

  it('name refs and paths with what they contain', () => {
    expect(addresses.archive(project, 'feature/a', 'zip')).toBe('/alice/moon/archive/feature/a.zip')
    expect(addresses.compare(project, 'main', 'feature/a b')).toBe('/alice/moon/compare/main...feature/a%20b')
    expect(addresses.commits(project, 'main', 'src/é')).toBe('/alice/moon/commits/main/src/%C3%A9')
  })

  it('say where one is, in links', () => {
    expect(crumbsOf('/alice/moon/pull/7').map((crumb) => crumb.href)).toEqual([
      '/projects',
      '/alice/moon',
      '/alice/moon/pulls',
      '/alice/moon/pull/7',
    ])
    expect(projectOf('/specs/new')).toBeUndefined()
    expect(projectOf('/alice/%E0%A4%A')).toEqual({ owner: 'alice', name: '%E0%A4%A' })
  })

  it('follow only what opens a page', () => {
    for (const good of [
      'https://example.com',
      'mailto:alice@example.com',
      '/a',
      'docs/x.md',
      '#top',
      'a:b/c'.slice(2),
    ]) {
      expect(safeHref(good), good).toBe(good)
    }
    for (const bad of [
      'javascript:alert(1)',
      'JAVASCRIPT:alert(1)',
      ' java\tscript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
    ]) {
      expect(safeHref(bad), bad).toBeUndefined()
    }
  })
})

describe('jobs', () => {
  const job = (key: string, ...needs: string[]) => ({ key, needs }) as Parameters<typeof stagesOf>[0][number]

  it('stand in the order in which they can begin', () => {
    const stages = stagesOf([job('deploy', 'test', 'lint'), job('test', 'build'), job('lint'), job('build')])
    expect(stages.map((stage) => stage.map((each) => each.key))).toEqual([['lint', 'build'], ['test'], ['deploy']])
  })

  it('end even when their needs go in a circle or name nothing', () => {
    expect(stagesOf([job('a', 'b'), job('b', 'a'), job('c', 'gone')]).flat()).toHaveLength(3)
  })
})

describe('figures', () => {
  it('carry their unit', () => {
    expect([840, 2400, 80_000, 11_100_000, 187_200_000].map(duration)).toEqual([
      '840 ms',
      '2.4 s',
      '1 min 20 s',
      '3 h 5 min',
      '2 d 4 h',
    ])
    expect([0, 0.0042, 0.31, 12.4].map(money)).toEqual(['$0', '$0.0042', '$0.31', '$12.40'])
    const now = Date.parse('2026-01-02T00:00:00Z')
    expect(relative('2026-01-01T23:58:00Z', now)).toBe('2 min ago')
    expect(relative('2026-01-02T00:01:00Z', now)).toBe('in 1 min')
  })
})
