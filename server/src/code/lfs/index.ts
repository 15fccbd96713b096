export { createLfs, type Lfs } from './lfs.ts'
