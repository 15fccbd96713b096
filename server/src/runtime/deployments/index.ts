export type { Application, Target } from './application.ts'
export { type AppAddress, baseHost, Deployment, DeploymentState, PRODUCTION } from './deployment.ts'
export { createDeployments, type Deployments, type DeploymentsDeps } from './deployments.ts'
export { deployFailed, deployQueued, deployStarted, deployWentLive } from './events.ts'
