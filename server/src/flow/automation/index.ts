export { type Automation, createAutomation } from './automation.ts'
