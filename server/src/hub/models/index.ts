export { type Admission, createModels, type EndedCall, type ModelGate, type Models } from './models.ts'
export type { BilledTokens } from './prices.ts'
export type { UsageTotal } from './usage.sql.ts'
