export { createGitDoor, type GitDoorDeps } from './git-door.ts'
