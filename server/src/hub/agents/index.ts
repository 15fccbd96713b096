export { type Agent, type AgentDriverConfig, AgentName, Capabilities } from './agent.ts'
export type { AgentRow } from './agents.sql.ts'
export { type Agents, createAgents } from './agents.ts'
export type { AssumedAgent } from './known.ts'
export {
  type AgentSurroundings,
  findProgram,
  isPresetName,
  type Preset,
  type PresetName,
  type Program,
  parseSearchPath,
  presets,
} from './presets.ts'
