export { createFilesDoor } from './files-door.ts'
