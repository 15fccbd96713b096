import { queryOptions } from '@tanstack/react-query'
import { apps, installations } from './apps.ts'

/** The reads of apps, as queries.ts has the others. */
export const appQueries = {
  apps: (org: string) => queryOptions({ queryKey: ['apps', org], queryFn: () => apps.list(org) }),
  app: (org: string, app: string) => queryOptions({ queryKey: ['apps', org, app], queryFn: () => apps.get(org, app) }),
  installations: (org: string) =>
    queryOptions({ queryKey: ['installations', org], queryFn: () => installations.list(org) }),
}
