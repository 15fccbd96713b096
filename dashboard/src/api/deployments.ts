import type { DeploymentsMetricsOutput } from '@devflow/sdk'
import { type Address, client } from './client.ts'

export type { Deployment } from '@devflow/sdk'
/** Requests a deployment answered: all of them, and minute by minute. */
export type Traffic = DeploymentsMetricsOutput

export const deployments = {
  list: ({ owner, name }: Address) => client.deployments.list({ owner, name, limit: 100 }),
  get: ({ owner, name }: Address, deployment: string) => client.deployments.get({ owner, name, deployment }),
  traffic: ({ owner, name }: Address, deployment: string) =>
    client.deployments.metrics({ owner, name, deployment, minutes: 60 }),
  create: ({ owner, name }: Address, body: { ref: string; environment: string }) =>
    client.deployments.create({ owner, name, ...body }),
  rollback: ({ owner, name }: Address, deployment: string) => client.deployments.rollback({ owner, name, deployment }),
  stop: ({ owner, name }: Address, deployment: string) => client.deployments.stop({ owner, name, deployment }),
}
