import { isObject, printScalar, type ValueObject } from '../language/values.ts'

/** The folders of one job, all inside its only writable mount. */
export interface JobFolders {
  root: string
  workspace: string
  home: string
  temp: string
  /** GITHUB_ENV and its sisters, and the event. */
  commands: string
  /** The commit's files, laid ready for actions/checkout. */
  source: string
  toolCache: string
}

export function jobFolders(directory: string): JobFolders {
  const root = `${directory}/job`
  return {
    root,
    workspace: `${root}/workspace`,
    home: `${root}/home`,
    temp: `${root}/temp`,
    commands: `${root}/commands`,
    source: `${root}/source`,
    toolCache: `${root}/tools`,
  }
}

/** Fields of the github context that GitHub's runner also sets as GITHUB_*. */
const AS_VARIABLES = [
  'actor',
  'actor_id',
  'api_url',
  'base_ref',
  'event_name',
  'graphql_url',
  'head_ref',
  'job',
  'ref',
  'ref_name',
  'ref_protected',
  'ref_type',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'retention_days',
  'run_attempt',
  'run_id',
  'run_number',
  'server_url',
  'sha',
  'triggering_actor',
  'workflow',
  'workflow_ref',
  'workflow_sha',
] as const

/** https://docs.github.com/actions/reference/variables-reference#default-environment-variables */
export function defaultVariables(github: ValueObject, folders: JobFolders): Record<string, string> {
  const variables: Record<string, string> = {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: folders.workspace,
    GITHUB_EVENT_PATH: `${folders.commands}/event.json`,
    HOME: folders.home,
    RUNNER_NAME: 'devflow',
    RUNNER_OS: RUNNER.os,
    RUNNER_ARCH: RUNNER.arch,
    RUNNER_ENVIRONMENT: 'self-hosted',
    RUNNER_TEMP: folders.temp,
    RUNNER_TOOL_CACHE: folders.toolCache,
    RUNNER_WORKSPACE: folders.root,
    TMPDIR: folders.temp,
  }
  for (const name of AS_VARIABLES) {
    const value = github[name]
    if (value !== undefined && value !== null && !isObject(value)) {
      variables[`GITHUB_${name.toUpperCase()}`] = printScalar(value)
    }
  }
  return variables
}

const RUNNER = {
  os: process.platform === 'darwin' ? 'macOS' : process.platform === 'win32' ? 'Windows' : 'Linux',
  arch: process.arch === 'arm64' ? 'ARM64' : 'X64',
}

export function runnerContext(folders: JobFolders): ValueObject {
  return {
    name: 'devflow',
    os: RUNNER.os,
    arch: RUNNER.arch,
    temp: folders.temp,
    tool_cache: folders.toolCache,
    debug: '',
    environment: 'self-hosted',
  }
}
