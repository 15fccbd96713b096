import type { AppsCreateInput, AppsUpdateInput } from '@devflow/sdk'
import { client } from './client.ts'

export type { App, Installation, OwnApp } from '@devflow/sdk'
export type NewApp = Omit<AppsCreateInput, 'org'>
type AppEdit = Omit<AppsUpdateInput, 'org' | 'app'>

/** Apps that an organisation owns, by its name and theirs. */
export const apps = {
  list: (org: string) => client.apps.list({ org }),
  get: (org: string, app: string) => client.apps.get({ org, app }),
  create: (body: AppsCreateInput) => client.apps.create(body),
  edit: (org: string, app: string, body: AppEdit) => client.apps.update({ org, app, ...body }),
  remove: (org: string, app: string) => client.apps.delete({ org, app }),
  createKey: (org: string, app: string) => client.apps.createKey({ org, app }),
  removeKey: (org: string, app: string, keyId: string) => client.apps.deleteKey({ org, app, keyId }),
}

/** Apps that are installed in an organisation, by its name and their number. `projects` null: all of them. */
export const installations = {
  list: (org: string) => client.installations.list({ org }),
  create: (org: string, app: string, projects: string[] | null) => client.installations.create({ org, app, projects }),
  setProjects: (org: string, installation: number, projects: string[] | null) =>
    client.installations.setProjects({ org, installation, projects }),
  accept: (org: string, installation: number) => client.installations.accept({ org, installation }),
  suspend: (org: string, installation: number) => client.installations.suspend({ org, installation }),
  unsuspend: (org: string, installation: number) => client.installations.unsuspend({ org, installation }),
  remove: (org: string, installation: number) => client.installations.delete({ org, installation }),
}
