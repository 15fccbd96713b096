import { type Client, DevFlowError, type Project } from '@devflow/sdk'
import { Failure } from '../failure.ts'
import type { ProjectAddress } from '../verbs/project.ts'

/** The project, or the exact commands that make it. */
export async function findRepository(client: Client, { owner, name }: ProjectAddress, url: string): Promise<Project> {
  try {
    return await client.projects.get({ owner, name })
  } catch (error) {
    if (!(error instanceof DevFlowError) || error.kind !== 'not_found') throw error
    throw new Failure(
      'failed',
      `There is no repository ${owner}/${name} on ${url} that you can see; push it there first:`,
      [
        `  git remote add devflow ${url}/${owner}/${name}.git`,
        '  git push devflow HEAD:main',
        'git asks for a password: any token does, such as one from `devflow tokens create --name git`.',
      ],
    )
  }
}

/** Refuses early what would fail late: a program that is not installed, an agent that is switched off, no model. */
export async function checkAgent(client: Client, name: string | undefined): Promise<void> {
  if (name === undefined || name === 'rehearsal') return
  const [{ items: agents }, { items: presets }] = await Promise.all([client.agents.list(), client.agents.presets()])
  const agent = agents.find((one) => one.name === name)
  if (agent && !agent.active) {
    throw new Failure('failed', `The agent ${name} is switched off; this switches it on:`, [
      `  devflow agents toggle ${agent.id}`,
    ])
  }
  const preset = presets.find((one) => one.preset === (agent?.driver.preset ?? name))
  if (preset && !preset.installed) {
    const { title, install } = preset
    throw new Failure('failed', `${title} is not installed where the server runs; \`${install}\` installs it there.`)
  }
  if (!agent && !preset && name !== 'builtin' && !isCommand(name)) {
    const known = [...new Set([...presets.map((one) => one.preset), 'builtin', ...agents.map((one) => one.name)])]
    throw new Failure('failed', `There is no agent ${JSON.stringify(name)}; there are ${known.join(', ')}.`, [
      'A program that speaks the Agent Client Protocol is given as a path or with its arguments: --agent "./my-agent --acp"',
    ])
  }
  const needsModel = preset !== undefined || (agent?.driver.kind ?? name) === 'builtin'
  if (needsModel) await checkModel(client)
}

/** A bare word that nobody knows is more likely a typing error than a program. */
function isCommand(name: string): boolean {
  return /[\s/\\]/.test(name)
}

async function checkModel(client: Client): Promise<void> {
  const model = await client.settings.getModel().catch((error: unknown) => {
    // Only admins of the server may look; for others the attempt itself says what is missing.
    if (error instanceof DevFlowError && error.kind === 'forbidden') return undefined
    throw error
  })
  if (!model || model.baseUrl) return
  throw new Failure('failed', 'No model is configured; give the server one before it starts, or in the settings:', [
    '  DEVFLOW_MODEL_BASE_URL=https://… DEVFLOW_MODEL_API_KEY=… DEVFLOW_MODEL=… npm start',
    '  devflow settings set-model --base-url https://… --model … --api-key …',
  ])
}
