import { expect, test } from 'vitest'
import type { Tx } from '#kernel'
import { alice, bob } from '#testing'
import type { AgentRow } from './agents.sql.ts'
import { createKnownAgents, MAX_KNOWN } from './known.ts'

const tx: Tx = { query: async () => [], last: () => undefined }

/** Known agents of alice's, and which of them were read. */
function counted() {
  const reads: string[] = []
  const row = (id: string): AgentRow => ({
    id,
    org: 'org_alice',
    name: id,
    active: true,
    capabilities: [],
    driver: { kind: 'external' },
    lastSeenAt: null,
    createdAt: new Date(0),
  })
  const known = createKnownAgents(async (_tx, id) => {
    reads.push(id)
    return row(id)
  })
  return { known, reads }
}

test('an agent is read once, and again for those outside its organisation', async () => {
  const { known, reads } = counted()
  for (const actor of [alice, alice, bob]) await known.assume(tx, actor, 'agt_1')
  expect(reads).toEqual(['agt_1', 'agt_1'])
})

test('memory has room for its number of agents and then begins anew', async () => {
  const { known, reads } = counted()
  for (let i = 0; i < MAX_KNOWN; i++) await known.assume(tx, alice, `agt_${i}`)
  await known.assume(tx, alice, 'agt_0')
  expect(reads).toHaveLength(MAX_KNOWN)
  await known.assume(tx, alice, 'one more')
  await known.assume(tx, alice, 'agt_0')
  expect(reads).toHaveLength(MAX_KNOWN + 2)
})
