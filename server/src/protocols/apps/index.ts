export { createAppsProxy } from './apps-proxy.ts'
