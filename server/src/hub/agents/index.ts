export { type Agent, type AgentDriverConfig, AgentName, Capabilities } from './agent.ts'
export { type Agents, createAgents } from './agents.ts'
export type { AgentRow } from './agents.sql.ts'
export {
  type AgentSurroundings,
  findProgram,
  isPresetName,
  parseSearchPath,
  type Preset,
  type PresetName,
  type Program,
  presets,
} from './presets.ts'
