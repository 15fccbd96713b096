import type { Agents } from '#agents'
import type { Checks } from '#checks'
import type { Ci } from '#ci'
import type { Deployments } from '#deployments'
import type { Git } from '#git'
import type { Projects } from '#projects'
import type { Pulls } from '#pulls'
import type { Settings } from '#settings'
import type { Specs } from '#specs'
import type { Tasks } from '#tasks'

/** The modules that the path from spec to live runs through. */
export interface AutomationDeps {
  projects: Projects
  settings: Settings
  git: Git
  checks: Checks
  pulls: Pulls
  ci: Ci
  deployments: Deployments
  agents: Agents
  tasks: Tasks
  specs: Specs
}
