/**
 * A small agent that speaks ACP, for tests: what it does in a prompt is its argument. It stands where an agent CLI would,
 * as a program of its own in the sandbox.
 */
import { writeFile } from 'node:fs/promises'
import { Readable, Writable } from 'node:stream'
import { type AgentContext, agent, methods, ndJsonStream, PROTOCOL_VERSION } from '@agentclientprotocol/sdk'

const [mode = 'work'] = process.argv.slice(2)

if (mode === 'garbage') {
  console.log('Welcome to my agent! This is not JSON.')
  setInterval(() => console.log('still not JSON'), 50)
} else if (mode === 'dies-at-once') {
  console.error('fatal: cannot find my configuration')
  process.exit(3)
} else {
  serve()
}

function serve(): void {
  const sessionId = 'session-1'
  let cwd = ''
  let cancelled: () => void
  const cancel = new Promise<void>((resolve) => {
    cancelled = resolve
  })
  agent({ name: 'test-agent' })
    .onRequest(methods.agent.initialize, () => ({
      protocolVersion: mode === 'old-protocol' ? 99 : PROTOCOL_VERSION,
      agentCapabilities: { mcpCapabilities: { http: true } },
    }))
    .onRequest(methods.agent.session.new, ({ params }) => {
      cwd = params.cwd
      return { sessionId }
    })
    .onNotification(methods.agent.session.cancel, () => cancelled())
    .onRequest(methods.agent.session.prompt, async ({ client }) => {
      await acts[mode]?.(client, { sessionId, cwd, cancel })
      return { stopReason: mode === 'refuses' ? 'refusal' : 'end_turn' }
    })
    .connect(ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>))
}

interface At {
  sessionId: string
  cwd: string
  cancel: Promise<void>
}

const acts: Record<string, (client: AgentContext, at: At) => Promise<void>> = {
  async work(client, { sessionId, cwd }) {
    const update = (fields: object) =>
      client.notify(methods.client.session.update, { sessionId, update: fields as never })
    await update({
      sessionUpdate: 'plan',
      entries: [{ content: 'write the file', priority: 'high', status: 'pending' }],
    })
    await update({ sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: 'I think ' } })
    await update({ sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: 'therefore I write.' } })
    const readme = await client.request(methods.client.fs.readTextFile, {
      sessionId,
      path: `${cwd}/README.md`,
      line: 1,
      limit: 1,
    })
    await update({
      sessionUpdate: 'tool_call',
      toolCallId: 't1',
      title: 'Write hello.txt',
      kind: 'edit',
      status: 'pending',
    })
    const permission = await client.request(methods.client.session.requestPermission, {
      sessionId,
      toolCall: { toolCallId: 't1', locations: [{ path: `${cwd}/hello.txt` }] },
      options: [
        { optionId: 'yes', name: 'Allow', kind: 'allow_once' },
        { optionId: 'no', name: 'Reject', kind: 'reject_once' },
      ],
    })
    if (permission.outcome.outcome === 'selected' && permission.outcome.optionId === 'yes') {
      await client.request(methods.client.fs.writeTextFile, {
        sessionId,
        path: `${cwd}/hello.txt`,
        content: `hello after ${readme.content}\n`,
      })
      await update({
        sessionUpdate: 'tool_call_update',
        toolCallId: 't1',
        status: 'completed',
        rawOutput: { bytes: 6 },
      })
    } else {
      await update({ sessionUpdate: 'tool_call_update', toolCallId: 't1', status: 'failed' })
    }
    // Straight to the disk, as agents with tools of their own do, reported as a command.
    await writeFile(`${cwd}/direct.txt`, 'written past the client\n')
    await update({
      sessionUpdate: 'tool_call',
      toolCallId: 't2',
      title: 'echo',
      kind: 'execute',
      status: 'completed',
      rawInput: { command: 'echo direct > direct.txt' },
      rawOutput: { exitCode: 0, output: 'ok' },
    })
    await using terminal = await client.createTerminal({ sessionId, command: 'git', args: ['status', '--short'] })
    await terminal.waitForExit()
    await update({ sessionUpdate: 'usage_update', used: 10, size: 100, cost: { amount: 0.25, currency: 'USD' } })
    await update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'I wrote ' } })
    await update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'two files.' } })
  },

  async escapes(client, { sessionId, cwd }) {
    const tries = ['/etc/passwd', `${cwd}/../outside.txt`, `${cwd}/link/outside.txt`, `${cwd}/.git/config`]
    const { symlink } = await import('node:fs/promises')
    await symlink('/tmp', `${cwd}/link`)
    const answers: string[] = []
    for (const path of tries) {
      const read = client.request(methods.client.fs.readTextFile, { sessionId, path })
      answers.push(
        await read.then(
          () => `READ ${path}`,
          (error) => error.message,
        ),
      )
      const write = client.request(methods.client.fs.writeTextFile, { sessionId, path, content: 'escaped' })
      answers.push(
        await write.then(
          () => `WROTE ${path}`,
          (error) => error.message,
        ),
      )
    }
    const terminal = client.createTerminal({ sessionId, command: 'pwd', cwd: '/' })
    answers.push(
      await terminal.then(
        () => 'TERMINAL /',
        (error) => error.message,
      ),
    )
    await client.request(methods.client.fs.writeTextFile, {
      sessionId,
      path: `${cwd}/answers.json`,
      content: JSON.stringify(answers),
    })
  },

  async crashes(_client, { cwd }) {
    await writeFile(`${cwd}/half.txt`, 'half')
    console.error('segmentation fault, or so')
    process.exit(139)
  },

  async hangs(_client, { cancel }) {
    await cancel
  },

  /** Starts a child that outlives it unless the whole tree is stopped. */
  async spawns(_client, { cwd }) {
    const { spawn } = await import('node:child_process')
    spawn('/bin/sh', ['-c', `while :; do date > ${cwd}/started.txt; sleep 0.05; done`], {
      stdio: 'ignore',
      detached: true,
    }).unref()
    await new Promise(() => {})
  },

  async nothing() {},
  async refuses() {},
}
