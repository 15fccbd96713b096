export {
  pullApproved,
  pullClosed,
  pullCommented,
  pullEdited,
  pullMerged,
  pullOpened,
  pullReopened,
  pullUpdated,
  reviewCommentCreated,
  reviewCommentDeleted,
  reviewCommentEdited,
  reviewDismissed,
  reviewEdited,
  reviewSubmitted,
  threadResolved,
  threadUnresolved,
} from './events.ts'
export { Pull } from './pull.ts'
export { createPulls, type Pulls } from './pulls.ts'
export { Comment, Review } from './review.ts'
export { PULL_STATES, type PullState } from './state.ts'
