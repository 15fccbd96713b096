export { ActorRef, Spec } from './spec.ts'
export type { SpecRow } from './specs.sql.ts'
export { createSpecs, type Specs } from './specs.ts'
