import { z } from 'zod'
import { event } from '#kernel'

const AgentFact = z.object({ agent: z.string(), name: z.string() })

export const agentRegistered = event('agent.registered', AgentFact.extend({ kind: z.string() }))
export const agentChanged = event('agent.changed', AgentFact)
export const agentActivated = event('agent.activated', AgentFact)
export const agentDeactivated = event('agent.deactivated', AgentFact)
