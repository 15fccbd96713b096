export { type ChainFacts, drawChain, Step } from './chain.ts'
export { Evidence } from './evidence.ts'
export { createWorkflow, type Workflow } from './workflow.ts'
