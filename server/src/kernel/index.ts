export {
  type Actor,
  type ActorRef,
  ANYBODY,
  actorRef,
  type Guest,
  grants,
  isApp,
  isServer,
  type Links,
  may,
  systemActor,
} from './actor.ts'
export type { Blob, BlobStore, ByteRange } from './blobs/blobs.ts'
export { connectDatabase, type Database, Outdated, type Tx } from './database/database.ts'
export { type EmbeddedPostgres, startEmbeddedPostgres } from './database/embedded.ts'
export { dormant } from './dormant.ts'
export { type EventRow, type EventType, event, type StoredEvent } from './events/event.ts'
export type { EventFilter } from './events/events.sql.ts'
export { inputSchema, type JsonSchema, outputSchema, pathParams } from './http/address.ts'
export { type Authenticate, createApi } from './http/api.ts'
export { explain } from './http/refusal.ts'
export { readEventFilter } from './http/sse.ts'
export { newId } from './ids.ts'
export type { Job, JobContext } from './jobs/jobs.ts'
export { createKernel, type Kernel } from './kernel.ts'
export type { Logger } from './log.ts'
export type { LogLine } from './log-streams/log-streams.sql.ts'
export { Problem, type ProblemKind } from './problem.ts'
export { createRounds } from './rounds.ts'
export { createThread } from './thread.ts'
export { type Action, selectAction, selectActions } from './verbs/actions.sql.ts'
export type { CallOptions } from './verbs/call.ts'
export { type Verb, type VerbContext, type VerbDefinition, verb } from './verbs/verb.ts'
