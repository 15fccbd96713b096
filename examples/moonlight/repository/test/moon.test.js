import assert from 'node:assert/strict'
import { test } from 'node:test'
import { moonPhase } from '../src/moon.js'

test('known full and new moons are recognised', () => {
  assert.equal(moonPhase(new Date('2000-01-06T18:14:00Z')).name, 'New moon')
  assert.equal(moonPhase(new Date('2024-03-25T07:00:00Z')).name, 'Full moon')
})

test('the lit part is between nothing and everything', () => {
  for (let day = 0; day < 60; day++) {
    const { illumination } = moonPhase(new Date(Date.UTC(2026, 0, 1 + day)))
    assert.ok(illumination >= 0 && illumination <= 1)
  }
})
