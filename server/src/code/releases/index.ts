export { releaseDeleted, releaseDrafted, releaseEdited, releasePublished } from './events.ts'
export type { Asset, Release } from './release.ts'
export { createReleases, type Download, type Releases } from './releases.ts'
