import { type Actor, Outdated, type Tx } from '#kernel'
import { type AgentRow, isUnchanged } from './agents.sql.ts'

/** Agents kept in memory; a row is some 500 bytes. */
export const MAX_KNOWN = 5_000

/** An agent to act for. Nothing may be decided on it without `confirm`. */
export interface AssumedAgent {
  agent: AgentRow
  /** To be asked in the same transaction, together with what is done for the agent; nobody waits for it then. */
  confirm(): Promise<void>
}

/**
 * Agents as they were last read, so that one that claims is not read first. Memory may be behind, above all where several
 * servers share a database: `confirm` compares it with the row, and a transaction that assumed wrongly is undone and
 * tried again with what the row says.
 */
export function createKnownAgents(read: (tx: Tx, id: string) => Promise<AgentRow>) {
  const known = new Map<string, AgentRow>()

  function keep(agent: AgentRow): void {
    if (known.size >= MAX_KNOWN) known.clear()
    known.set(agent.id, agent)
  }

  return {
    /** From memory only for members of its organisation: to all others row-level security says what is there. */
    async assume(tx: Tx, actor: Actor, id: string): Promise<AssumedAgent> {
      const agent = known.get(id)
      if (!agent || !(agent.org in actor.orgs)) {
        const fresh = await read(tx, id)
        keep(fresh)
        return { agent: fresh, confirm: async () => undefined }
      }
      return {
        agent,
        async confirm() {
          if (await isUnchanged(tx, agent)) return
          known.delete(id)
          throw new Outdated(`agent ${id} is not as it was last read`)
        },
      }
    },
  }
}
