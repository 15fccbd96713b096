export { createEgress, type Egress, type EgressDeps, type EgressResponse } from './egress.ts'
