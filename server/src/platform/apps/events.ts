import { z } from 'zod'
import { event } from '#kernel'

const AppFact = z.object({ app: z.string(), slug: z.string() })
export const appCreated = event('app.created', AppFact)
export const appChanged = event('app.changed', AppFact.extend({ fields: z.array(z.string()) }))
export const appDeleted = event('app.deleted', AppFact)
export const appKeyCreated = event('app.key_created', AppFact.extend({ key: z.string() }))
export const appKeyDeleted = event('app.key_deleted', AppFact.extend({ key: z.string() }))

/** `row`: the installation as it is now, or was when it was taken away. */
const InstallationFact = z.object({
  app: z.string(),
  installation: z.string(),
  databaseId: z.number().int(),
  row: z.record(z.string(), z.unknown()),
})
export const installationCreated = event('installation.created', InstallationFact)
export const installationDeleted = event('installation.deleted', InstallationFact)
export const installationSuspended = event('installation.suspended', InstallationFact)
export const installationUnsuspended = event('installation.unsuspended', InstallationFact)
/** The new permissions of the app were agreed to. */
export const installationAccepted = event('installation.accepted', InstallationFact)
export const installationProjectsChanged = event(
  'installation.projects_changed',
  InstallationFact.extend({ added: z.array(z.string()), removed: z.array(z.string()) }),
)
