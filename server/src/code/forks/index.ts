export { createForks, type Forks } from './forks.ts'
