export { accessChanged } from './access.ts'
export { ProjectAddress } from './address.ts'
export type { Project } from './projects.sql.ts'
export {
  createProjects,
  ProjectRef,
  type Projects,
  projectChanged,
  projectCreated,
  projectDeleted,
} from './projects.ts'
export { isMeant, type ProtectedName, rulesFor } from './protection.ts'
export { projectRenamed } from './rename.ts'
export { PROJECT_ROLES, ProjectRole } from './roles.ts'
export {
  MergeMethod,
  type MergingSettings,
  NamePatterns,
  type Principals,
  ProjectSettings,
  ProtectionRule,
} from './settings.ts'
