export type { NewToken } from './authenticate.ts'
export { createIdentity, type Identity, Slug } from './identity.ts'
