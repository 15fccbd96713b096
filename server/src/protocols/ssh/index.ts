export type { SshLimits } from './limits.ts'
export { createSshDoor, type SshDoor } from './ssh-door.ts'
