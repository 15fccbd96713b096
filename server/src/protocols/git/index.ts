export { createGitDoor } from './git-door.ts'
