import { z } from 'zod'
import type { AppRow, KeyRow } from './apps.sql.ts'
import type { InstallationRow } from './installations.sql.ts'
import { AppPermissions } from './permissions.ts'

const MAX_EVENTS = 100

/** Of a number in an address. */
export const DatabaseId = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)

const Web = z.url({ protocol: /^https?$/, error: 'must be an address that begins with https:// or http://' }).max(2_000)

const fields = {
  name: z
    .string()
    .trim()
    .min(1)
    .max(34)
    .regex(/[a-z0-9]/i, 'needs a letter or digit'),
  description: z.string().max(10_000),
  homepage: Web,
  public: z.boolean().describe('Whether other organisations may install it.'),
  permissions: AppPermissions,
  events: z
    .array(z.string().regex(/^[a-z][a-z_]{1,60}$/, 'is not the name of an event, such as issues'))
    .max(MAX_EVENTS),
  hookUrl: z.string().min(1).max(2_000).nullable(),
  hookActive: z.boolean(),
  hookSecret: z.string().min(1).max(255).nullable(),
  hookContentType: z.enum(['json', 'form']),
  hookInsecureTls: z.boolean(),
}

export const NewApp = z.object({
  name: fields.name,
  description: fields.description.default(''),
  homepage: fields.homepage,
  public: fields.public.default(false),
  permissions: fields.permissions.default({}),
  events: fields.events.default([]),
  hookUrl: fields.hookUrl.default(null),
  hookActive: fields.hookActive.default(true),
  hookSecret: fields.hookSecret.default(null),
  hookContentType: fields.hookContentType.default('json'),
  hookInsecureTls: fields.hookInsecureTls.default(false),
})
export type NewApp = z.output<typeof NewApp>

/** What is left out stays. */
export const AppChange = z.object(
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.optional()])) as {
    [K in keyof typeof fields]: z.ZodOptional<(typeof fields)[K]>
  },
)
export type AppChange = z.output<typeof AppChange>

const Key = z.object({ id: z.string(), fingerprint: z.string(), createdAt: z.string() })

export const App = z
  .object({
    id: z.string(),
    databaseId: z.number(),
    /** The organisation that owns it. */
    org: z.string(),
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    homepage: z.string(),
    public: z.boolean(),
    clientId: z.string(),
    permissions: AppPermissions,
    events: z.array(z.string()),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'App' })
export type App = z.infer<typeof App>

/** As its owner sees it. */
export const OwnApp = App.extend({
  hook: z.object({
    url: z.string().nullable(),
    active: z.boolean(),
    hasSecret: z.boolean(),
    contentType: z.enum(['json', 'form']),
    insecureTls: z.boolean(),
  }),
  keys: z.array(Key),
}).meta({ id: 'OwnApp' })

export const Installation = z
  .object({
    id: z.string(),
    databaseId: z.number(),
    app: App,
    /** Where it is installed. */
    org: z.string(),
    allProjects: z.boolean(),
    projects: z.array(z.string()),
    permissions: AppPermissions,
    events: z.array(z.string()),
    /** What the app asks for by now, and nobody has agreed to. */
    outdated: z.boolean(),
    suspendedAt: z.string().nullable(),
    suspendedBy: z.object({ kind: z.enum(['person', 'agent', 'system']), id: z.string(), name: z.string() }).nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Installation' })
export type Installation = z.infer<typeof Installation>

export function viewApp(row: AppRow): App {
  return App.parse({ ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() })
}

export function viewOwnApp(row: AppRow, keys: readonly KeyRow[]): z.infer<typeof OwnApp> {
  return {
    ...viewApp(row),
    hook: {
      url: row.hookUrl,
      active: row.hookActive,
      hasSecret: row.sealedHookSecret !== null,
      contentType: row.hookContentType,
      insecureTls: row.hookInsecureTls,
    },
    keys: keys.map(({ id, fingerprint, createdAt }) => ({ id, fingerprint, createdAt: createdAt.toISOString() })),
  }
}

export function viewInstallation(row: InstallationRow, app: AppRow): Installation {
  const agreed = (of: Pick<AppRow, 'permissions' | 'events'>) =>
    JSON.stringify([Object.entries(of.permissions).sort(), of.events.toSorted()])
  return {
    id: row.id,
    databaseId: row.databaseId,
    app: viewApp(app),
    org: row.org,
    allProjects: row.allProjects,
    projects: row.projects,
    permissions: row.permissions,
    events: row.events,
    outdated: agreed(row) !== agreed(app),
    suspendedAt: row.suspendedAt?.toISOString() ?? null,
    suspendedBy: row.suspendedBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
