export { createLfsDoor } from './lfs-door.ts'
