import { chmod } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'
import { npmClient, platform } from '../clients.ts'
import { type ScriptedModel, type Step, scriptedModel } from '../scripted-model.ts'

const OPENCODE = '1.18.33'
const CODEX_ACP = '2.6.0'

const GREET = 'export const greet = (name) => "Hello, " + name + "!"\n'

/** What the model lets the agent do: look, change, check, finish. */
const SCRIPT: Step[] = [
  { read: 'greet.js' },
  { write: 'greet.js', content: GREET },
  {
    write: 'greet.test.js',
    content: "import { greet } from './greet.js'\n\nif (greet('alice') !== 'Hello, alice!') process.exit(1)\n",
  },
  { run: 'node greet.test.js && echo passed' },
  { say: 'greet now takes a name; a test shows it.' },
]

interface RealAgent {
  name: string
  preset: 'opencode' | 'codex'
  /** The program and its arguments, or why it cannot be had. */
  command(): Promise<string[] | { missing: string }>
  /** Where the model is asked. */
  dialect: string
}

const agents: RealAgent[] = [
  {
    name: 'opencode',
    preset: 'opencode',
    dialect: '/chat/completions',
    async command() {
      const client = await npmClient(`opencode-ai@${OPENCODE}`, `opencode-${platform}@${OPENCODE}`)
      if ('missing' in client) return client
      const program = client.program(`opencode-${platform}/bin/opencode`)
      await chmod(program, 0o755)
      return [program, 'acp']
    },
  },
  {
    name: 'Codex',
    preset: 'codex',
    dialect: '/responses',
    async command() {
      const client = await npmClient(`@agentclientprotocol/codex-acp@${CODEX_ACP}`)
      if ('missing' in client) return client
      return [client.program('@agentclientprotocol/codex-acp/dist/index.js')]
    },
  },
]

for (const { name, preset, command, dialect } of agents) {
  test(`${name} from npm implements a spec in a real repository, through DevFlow’s gateway`, async ({ skip }) => {
    const program = await command()
    if ('missing' in program) return skip(program.missing)
    await using model = await scriptedModel({ steps: SCRIPT })
    await using app = await appWith(model)
    await repository(app)
    await app.api('POST', '/agents', { name: preset, driver: { kind: 'acp', preset, command: program } })

    const created = await app.api('POST', '/tasks', {
      owner: 'alice',
      name: 'greeter',
      title: 'Greet people by name',
      description: 'greet() takes a name and answers "Hello, <name>!". Add a test.',
      kind: 'implement',
      agent: preset,
      branch: 'feature/greet',
    })
    await expect
      .poll(async () => (await app.api('GET', `/tasks/${created.id}`)).status, { timeout: 120_000, interval: 250 })
      .toMatch(/completed|failed/)
    const task = await app.api('GET', `/tasks/${created.id}`)
    expect(task).toMatchObject({ status: 'completed', reason: null })

    // The result is a commit on the branch, with exactly the files the agent changed.
    const compared = await app.api('GET', '/projects/alice/greeter/compare?base=main&head=feature/greet')
    expect(compared.files.map((file: { path: string; status: string }) => [file.path, file.status])).toEqual([
      ['greet.js', 'modified'],
      ['greet.test.js', 'added'],
    ])
    expect(compared.commits[0].message).toContain(`DevFlow-Task: ${task.id}`)

    // Everything it did is on record, with its diffs.
    const last = async () => (await eventsOf(app, task.id)).some((event) => event.name === 'task.completed')
    await expect.poll(last, { timeout: 20_000 }).toBe(true)
    const timeline = await eventsOf(app, task.id)
    const names = timeline.map((event) => event.name)
    expect(names).toEqual(
      expect.arrayContaining([
        'agent.started',
        'agent.ran_command',
        'agent.edited_file',
        'agent.committed',
        'agent.finished',
      ]),
    )
    const edits = timeline.filter((event) => event.name === 'agent.edited_file')
    expect(edits.map((event) => event.data.path).sort()).toEqual(['greet.js', 'greet.test.js'])
    expect(edits.find((event) => event.data.path === 'greet.js')?.data.patch).toContain(`+${GREET}`)
    const commands = timeline.filter((event) => event.name === 'agent.ran_command')
    expect(commands.some((event) => event.data.output.includes('passed') && event.data.exitCode === 0)).toBe(true)

    // Every word to the model went through the gateway: its key reached the model, the agent's token did not.
    const asked = model.requests.filter((request) => request.path.endsWith(dialect))
    expect(asked.length).toBeGreaterThanOrEqual(SCRIPT.length)
    for (const request of model.requests) expect(request.authorization).toBe('Bearer model-key')
    const [attempt] = (await app.api('GET', `/attempts?task=${task.id}`)).items
    expect(attempt).toMatchObject({ state: 'succeeded', rehearsal: false, sandbox: app.modules.sandbox.current.name })
    expect(attempt.inputTokens).toBeGreaterThanOrEqual(100 * SCRIPT.length)
  }, 300_000)
}

function appWith(model: ScriptedModel): Promise<TestApp> {
  return testApp({ model: { baseUrl: `${model.url}/v1`, apiKey: 'model-key', name: 'scripted' } })
}

async function repository(app: TestApp): Promise<void> {
  const project = await app.api('POST', '/projects', { owner: 'alice', name: 'greeter' })
  await app.modules.git.importFiles(project.id, {
    branch: 'main',
    files: {
      'package.json': '{"name":"greeter","private":true,"type":"module"}\n',
      'greet.js': "export const greet = () => 'Hello!'\n",
    },
    message: 'greeter: the first greeting',
    author: { name: 'alice', email: 'alice@example.com' },
  })
}

// biome-ignore lint/suspicious/noExplicitAny: the data of events of many kinds
function eventsOf(app: TestApp, task: string): Promise<{ name: string; data: any }[]> {
  return app.kernel.db.system((tx) => app.kernel.events.after(tx, undefined, 2_000, { links: { task } }))
}
