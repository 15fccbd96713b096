import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { StoredEvent } from '../src/api/events.ts'
import { detailOf } from '../src/events/detail.ts'
import { matches } from '../src/events/feed.ts'
import { nounsStaledBy } from '../src/events/freshness.ts'
import { hasSentence, sentence } from '../src/events/sentences.ts'

function event(name: string, data: Record<string, unknown> = {}, links: StoredEvent['links'] = {}): StoredEvent {
  const actor = { kind: 'agent' as const, id: 'agent_1', name: 'codex' }
  return { id: '1', name, at: '', org: null, project: 'prj_1', actor, links, data, action: null }
}

/** The names with which `event(name, shape)` is called. */
function kindsOfEvents(folder: string): Set<string> {
  const files = globSync('**/*.ts', { cwd: folder, exclude: (path) => /\.(test|kit)\.ts$/.test(path) })
  return new Set(
    files.flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/\bevent\(\s*'([a-z_]+\.[a-z_]+)'/g)].map(
        ([, name]) => name!,
      ),
    ),
  )
}

describe('sentences', () => {
  it('say what happened in the past tense', () => {
    expect(sentence(event('agent.edited_file', { path: 'src/a.ts', status: 'added' }))).toBe('created src/a.ts')
    expect(sentence(event('agent.ran_command', { command: 'npm test', exitCode: 1 }))).toBe(
      'ran npm test, which ended with 1',
    )
    expect(sentence(event('agent.asked_permission', { title: 'Delete dist', answer: 'deny' }))).toBe(
      'asked to delete dist and was refused',
    )
    expect(sentence(event('git.pushed', { ref: 'refs/heads/feature/a', commits: [{}, {}], forced: true }))).toBe(
      'pushed 2 commits to feature/a, by force',
    )
    expect(sentence(event('run.completed', { workflow: 'ci', number: 3, conclusion: 'failure' }))).toBe(
      'finished ci #3: failed',
    )
  })

  it('keep long texts to one line', () => {
    expect(sentence(event('agent.said', { text: `a\n${'b'.repeat(500)}` })).length).toBeLessThan(140)
  })

  it('stand for every kind of event that the server can append', () => {
    const kinds = kindsOfEvents(join(import.meta.dirname, '../../server/src'))
    expect(kinds.size).toBeGreaterThan(100)
    for (const name of kinds) {
      expect(hasSentence(name), `${name} has no sentence in sentences.ts`).toBe(true)
      expect(sentence(event(name)), name).not.toMatch(/undefined|null|NaN| {2}|^\s|\s$/)
    }
    const made = event('package.published').name
    expect(hasSentence(made)).toBe(false)
  })

  it('stand without data, and for events nobody wrote a sentence for', () => {
    expect(sentence(event('package.published'))).toBe('published package')
    for (const name of ['spec.approved', 'pull.merged', 'deploy.failed', 'agent.planned', 'task.claimed']) {
      expect(sentence(event(name))).not.toMatch(/undefined|null|NaN/)
    }
  })
})

describe('details', () => {
  it('unfold a diff, an output or the facts', () => {
    expect(detailOf(event('agent.edited_file', { path: 'a', patch: '@@ -1 +1 @@' }))?.kind).toBe('diff')
    expect(detailOf(event('agent.ran_command', { command: ['npm', 'test'], output: 'ok' }))).toEqual({
      kind: 'output',
      title: 'npm test',
      text: 'ok',
    })
    expect(detailOf(event('agent.planned', { entries: [{ content: 'Read' }] }))).toEqual({
      kind: 'list',
      items: ['Read'],
    })
    expect(detailOf(event('deploy.failed', { reason: 'It crashed', sha: null }))).toEqual({
      kind: 'facts',
      facts: [['reason', 'It crashed']],
    })
    expect(detailOf(event('pull.approved'))).toBeUndefined()
  })
})

describe('live events', () => {
  it('join a feed only when they match what was asked', () => {
    const edited = event('agent.edited_file', {}, { spec: 'spec_1', attempt: 'att_1' })
    expect(matches(edited, {})).toBe(true)
    expect(matches(edited, { spec: 'spec_1', project: 'prj_1' })).toBe(true)
    expect(matches(edited, { spec: 'spec_2' })).toBe(false)
    expect(matches(edited, { project: 'prj_2' })).toBe(false)
    expect(matches(edited, { name: ['git.pushed', 'agent.edited_file'] })).toBe(true)
  })

  it('make old exactly what they changed', () => {
    expect(nounsStaledBy({ name: 'pull.merged' })).toContain('pulls')
    expect(nounsStaledBy({ name: 'deploy.went_live' })).toContain('board')
    expect(nounsStaledBy({ name: 'nobody.knows' })).toEqual([])
  })
})
