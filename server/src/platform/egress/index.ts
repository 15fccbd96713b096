export { createEgress, type Egress, type EgressResponse } from './egress.ts'
