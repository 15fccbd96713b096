export { createMirrors, type Mirrors } from './mirrors.ts'
