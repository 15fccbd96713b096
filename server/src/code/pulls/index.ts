export {
  autoMergeDisabled,
  autoMergeEnabled,
  pullApproved,
  pullClosed,
  pullDrafted,
  pullEdited,
  pullMerged,
  pullOpened,
  pullReady,
  pullReopened,
  pullUpdated,
  reviewCommentCreated,
  reviewCommentDeleted,
  reviewCommentEdited,
  reviewDismissed,
  reviewEdited,
  reviewRequested,
  reviewRequestRemoved,
  reviewSubmitted,
  threadResolved,
  threadUnresolved,
} from './events.ts'
export { printMergeWords } from './merge-message.ts'
export { Pull } from './pull.ts'
export { createPulls, type Pulls } from './pulls.ts'
export { Comment, type LineComment, Review } from './review.ts'
export { PULL_STATES, type PullState } from './state.ts'
