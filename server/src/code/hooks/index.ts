export type { HookFormat, HookMessage, OutgoingMessage, Receiver } from './format.ts'
export type { Delivery, DeliverySummary, Hook } from './hook.ts'
export type { HookPlace } from './hooks.sql.ts'
export { createHooks, type Hooks } from './hooks.ts'
