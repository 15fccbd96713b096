export type {
  Sandbox,
  SandboxExit,
  SandboxLimits,
  SandboxMount,
  SandboxNetwork,
  SandboxProcess,
  SandboxSpec,
} from './contract.ts'
export { listeningPorts } from './listening.ts'
export { createSandbox, type SandboxHost, type SandboxOptions, type SandboxService } from './sandbox.ts'
