export { createLfs, type Lfs } from './lfs.ts'
export type { LfsObject } from './objects.ts'
