export { type App, Installation } from './app.ts'
export { type Apps, createApps } from './apps.ts'
export { AppPermissions } from './permissions.ts'
