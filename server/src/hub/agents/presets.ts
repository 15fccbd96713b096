import { access, constants, realpath, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join, sep } from 'node:path'

export const PRESETS = ['codex', 'opencode', 'claude'] as const
export type PresetName = (typeof PRESETS)[number]

/** Where an agent's program finds DevFlow. */
export interface AgentSurroundings {
  /** Private folder of the attempt. */
  home: string
  model: { baseUrl: string; token: string; name: string } | undefined
}

export interface Preset {
  title: string
  /** The program and its arguments that speak the Agent Client Protocol. */
  command: readonly string[]
  /** What installs the program. */
  install: string
  notes: string
  /** Below the private folder; programs that do not make them by themselves find them there. */
  folders?: readonly string[]
  /** Points the program at DevFlow's gateway and keeps it from calling home. */
  env(surroundings: AgentSurroundings): Record<string, string>
}

export const presets: Record<PresetName, Preset> = {
  codex: {
    title: 'Codex',
    command: ['codex-acp'],
    install: 'npm i -g @agentclientprotocol/codex-acp',
    notes: 'The adapter brings the Codex CLI with it. Models are spoken to in the responses dialect.',
    folders: ['.codex'],
    env: ({ home, model }) => ({
      // Not below /tmp: there Codex refuses to set up its own tools and still reports success.
      CODEX_HOME: join(home, '.codex'),
      NO_BROWSER: '1',
      // DevFlow's sandbox is the wall; a second one inside it would only fail.
      INITIAL_AGENT_MODE: 'agent-full-access',
      ...(model
        ? {
            MODEL_PROVIDER: 'devflow',
            DEVFLOW_MODEL_TOKEN: model.token,
            CODEX_CONFIG: JSON.stringify({
              model: model.name,
              model_provider: 'devflow',
              model_providers: {
                devflow: {
                  name: 'DevFlow',
                  base_url: `${model.baseUrl}/v1`,
                  env_key: 'DEVFLOW_MODEL_TOKEN',
                  wire_api: 'responses',
                },
              },
            }),
          }
        : {}),
    }),
  },
  opencode: {
    title: 'opencode',
    command: ['opencode', 'acp'],
    install: 'npm i -g opencode-ai',
    notes: 'Works with any model that calls tools in the chat completions dialect.',
    env: ({ home, model }) => ({
      XDG_DATA_HOME: join(home, '.local/share'),
      XDG_CONFIG_HOME: join(home, '.config'),
      XDG_CACHE_HOME: join(home, '.cache'),
      XDG_STATE_HOME: join(home, '.local/state'),
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
      ...(model ? { OPENCODE_CONFIG_CONTENT: JSON.stringify(opencodeConfig(model)) } : {}),
    }),
  },
  claude: {
    title: 'Claude Code',
    command: ['claude-agent-acp'],
    install: 'npm i -g @agentclientprotocol/claude-agent-acp',
    notes:
      'Claude Code itself is proprietary; installing it is up to you. Models are spoken to in the messages dialect.',
    env: ({ home, model }) => ({
      CLAUDE_CONFIG_DIR: join(home, '.claude'),
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
      IS_SANDBOX: '1',
      ...(model
        ? {
            ANTHROPIC_BASE_URL: model.baseUrl,
            ANTHROPIC_AUTH_TOKEN: model.token,
            ANTHROPIC_MODEL: model.name,
            ANTHROPIC_DEFAULT_HAIKU_MODEL: model.name,
          }
        : {}),
    }),
  },
}

function opencodeConfig(model: { baseUrl: string; token: string; name: string }): object {
  return {
    autoupdate: false,
    share: 'disabled',
    model: `devflow/${model.name}`,
    small_model: `devflow/${model.name}`,
    enabled_providers: ['devflow'],
    provider: {
      devflow: {
        // The one provider package opencode bundles for this dialect; any other it would have to download.
        npm: '@ai-sdk/openai-compatible',
        name: 'DevFlow',
        options: { baseURL: `${model.baseUrl}/v1`, apiKey: model.token },
        models: { [model.name]: { name: model.name, tool_call: true, limit: { context: 128_000, output: 16_000 } } },
      },
    },
  }
}

export function isPresetName(name: string): name is PresetName {
  return (PRESETS as readonly string[]).includes(name)
}

export interface Program {
  /** Absolute, with links resolved, so that a script finds what it imports. */
  path: string
  /** What it needs to read: for a program from npm its `node_modules`, where its dependencies lie, else only itself. */
  readable: string[]
}

/** Finds a program by absolute path or on the search path; undefined when it is not installed. */
export async function findProgram(name: string, searchPath: readonly string[]): Promise<Program | undefined> {
  const candidates = isAbsolute(name)
    ? [name]
    : name.includes(sep)
      ? []
      : searchPath.map((folder) => join(folder, name))
  for (const path of candidates) {
    if (await isExecutable(path)) return describe(await realpath(path))
  }
  return undefined
}

export function parseSearchPath(path: string): string[] {
  return path.split(delimiter).filter((folder) => isAbsolute(folder))
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

function describe(path: string): Program {
  const parts = path.split(sep)
  const modules = parts.indexOf('node_modules')
  return { path, readable: [modules > 0 ? parts.slice(0, modules + 1).join(sep) : path] }
}
