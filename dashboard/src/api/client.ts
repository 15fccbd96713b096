import { createClient, DevFlowError, type ActorRef as SdkActorRef } from '@devflow/sdk'

/** The server this page came from; the session cookie says who asks. */
export const client = createClient({ url: '' })

/** What the server says when it refuses, as every page shows it. */
export { DevFlowError as Refusal }

export type ActorRef = SdkActorRef

/** An address of a project, as every verb that is about one takes it. */
export interface Address {
  owner: string
  name: string
}
