import { describe, expect, it } from 'vitest'
import type { Step } from '../src/api/specs.ts'
import { currentStep, fullChain, stepOrder, summarize } from '../src/evidence/chain-model.ts'

function step(key: Step['key'], state: Step['state']): Step {
  return { key, state, label: '', detail: '', startedAt: null, finishedAt: null, costUsd: null, href: null }
}

describe('evidence chain', () => {
  it('always shows eight steps in order, whatever the server left out', () => {
    const chain = fullChain([step('checks', 'running'), step('spec', 'done')])
    expect(chain.map((each) => each.key)).toEqual(stepOrder)
    expect(chain.filter((each) => each.state === 'waiting')).toHaveLength(6)
  })

  it('points at the failure first, then at what needs a person, then at what runs', () => {
    expect(currentStep([step('spec', 'done'), step('tasks', 'running'), step('checks', 'failed')])?.key).toBe('checks')
    expect(currentStep([step('spec', 'needs_person'), step('tasks', 'running')])?.key).toBe('spec')
    expect(currentStep([step('spec', 'done'), step('tasks', 'running')])?.key).toBe('tasks')
    expect(currentStep([step('spec', 'done'), step('tasks', 'done')])?.key).toBe('tasks')
    expect(currentStep([])).toBeUndefined()
  })

  it('is one sentence for a screen reader', () => {
    expect(summarize([step('spec', 'done'), step('tasks', 'done'), step('changes', 'running')])).toBe(
      'changes running; spec, tasks done; 5 steps not reached',
    )
    expect(summarize(stepOrder.map((key) => step(key, 'done')))).not.toContain('not reached')
  })
})
