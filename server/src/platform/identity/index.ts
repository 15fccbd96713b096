export type { NewToken } from './authenticate.ts'
export { createIdentity, type Identity } from './identity.ts'
export { Slug } from './slug.ts'
