import { type EventFilter, type Kernel, newId, type StoredEvent } from '#kernel'

/**
 * Everything announced until now, for tests. Readers see an event only when all older transactions of the database server have ended,
 * those of other test files included; so this announces one more and waits until it is seen.
 */
export async function allEvents(kernel: Kernel, filter: EventFilter): Promise<StoredEvent[]> {
  const marker = `test.${newId('marker')}`
  await kernel.events.publish([
    {
      name: marker,
      org_id: null,
      project_id: null,
      actor: { kind: 'system', id: 'test', name: 'test' },
      links: {},
      data: {},
      action_id: null,
    },
  ])
  for (;;) {
    const [seen] = await kernel.db.system((tx) => kernel.events.after(tx, undefined, 1, { names: [marker] }))
    if (seen) return kernel.db.system((tx) => kernel.events.after(tx, undefined, 1000, filter))
    await new Promise((again) => setTimeout(again, 5))
  }
}
