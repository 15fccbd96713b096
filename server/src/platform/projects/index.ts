export type { Project } from './projects.sql.ts'
export {
  createProjects,
  ProjectAddress,
  ProjectRef,
  type Projects,
  projectCreated,
  projectDeleted,
} from './projects.ts'
export { ProjectSettings, ProtectionRule } from './settings.ts'
