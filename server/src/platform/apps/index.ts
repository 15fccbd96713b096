export { type App, type Installation, OwnApp } from './app.ts'
export { type Apps, createApps } from './apps.ts'
export { AppPermissions } from './permissions.ts'
