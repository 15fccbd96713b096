export type { HookFormat, HookMessage, OutgoingMessage, Receiver } from './format.ts'
export { createHooks, type Hooks } from './hooks.ts'
