export {
  pullApproved,
  pullClosed,
  pullCommented,
  pullEdited,
  pullMerged,
  pullOpened,
  pullReopened,
  pullReviewed,
  pullUpdated,
} from './events.ts'
export { Comment, Pull, Review } from './pull.ts'
export { createPulls, type Pulls } from './pulls.ts'
export { PULL_STATES, type PullState } from './state.ts'
