import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSandbox, type SandboxService } from '#sandbox'
import { parseWorkflow } from '../language/parse.ts'
import type { ValueObject } from '../language/values.ts'
import { ExecutorLost } from './executor.ts'
import { runJob } from './job.ts'
import { MAX_LOG_CHARACTERS } from './job-log.ts'
import type { JobOutcome, StepState } from './plan.ts'

let home: string
let sandbox: SandboxService

/** The sandbox as the server would have it, started and stopped by hand. */
async function openSandbox(dataDir: string, driver: 'bubblewrap' | 'process') {
  const starts: (() => Promise<void>)[] = []
  const stops: (() => Promise<void>)[] = []
  const opened = createSandbox(
    {
      config: { dataDir },
      log: { warn: () => undefined },
      onStart: (run) => starts.push(run),
      onStop: (run) => stops.push(run),
    },
    { environment: { PATH: process.env.PATH ?? '' }, driver },
  )
  for (const start of starts) await start()
  return { sandbox: opened, close: () => Promise.all(stops.map((stop) => stop())) }
}

/** Where bubblewrap does not work, the server itself falls back to plain processes; the other half is tested there. */
const drivers = await (async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'devflow-runner-'))
  try {
    await (await openSandbox(dataDir, 'bubblewrap')).close()
    return ['bubblewrap', 'process'] as const
  } catch {
    return ['process'] as const
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
})()

interface Ran extends JobOutcome {
  log: string
  steps: StepState[]
}

let number = 0
/** Runs the steps of a job as written in a workflow file. */
async function run(
  job: string,
  options: {
    contexts?: Record<string, ValueObject>
    onLine?(line: string): void
    cancel?: AbortSignal
    stop?: AbortSignal
    workflow?: string
  } = {},
): Promise<Ran> {
  const source = `on: push\n${options.workflow ?? ''}\njobs:\n  job:\n    runs-on: ubuntu-latest\n${job.replace(/^/gm, '    ')}\n`
  const parsed = await parseWorkflow('ci.yml', source)
  if (!parsed.workflow) throw new Error(parsed.problems.map((problem) => problem.message).join('\n'))
  const definition = parsed.workflow.jobs[0]!
  const directory = await mkdtemp(join(home, 'job-'))
  const lines: string[] = []
  const steps = new Map<number, StepState>()
  try {
    const outcome = await runJob(
      {
        ...definition,
        id: `job-${process.pid}-${++number}`,
        name: 'job',
        ...(parsed.workflow.env === undefined ? {} : { workflowEnv: parsed.workflow.env }),
        ...(parsed.workflow.defaults === undefined ? {} : { workflowDefaults: parsed.workflow.defaults }),
        contexts: {
          github: {
            sha: 'a'.repeat(40),
            ref: 'refs/heads/main',
            ref_name: 'main',
            repository: 'alice/app',
            event: { after: 'x' },
          },
          ...options.contexts,
        },
        masks: [],
        token: 'token-of-the-job',
        variables: {},
      },
      {
        directory,
        sandbox: { spawn: sandbox.spawn, toolPath: sandbox.current.toolPath },
        checkout: async (folder) => {
          await writeFile(join(folder, 'README.md'), 'hello\n')
          await writeFile(join(folder, 'package-lock.json'), '{}')
        },
        append: (line) => {
          lines.push(line)
          options.onLine?.(line)
        },
        onStep: (step) => steps.set(step.number, step),
        cancel: options.cancel ?? new AbortController().signal,
        stop: options.stop ?? new AbortController().signal,
      },
    )
    return { ...outcome, log: lines.join('\n'), steps: [...steps.values()] }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

const conclusions = ({ steps }: Ran) => steps.map((step) => step.conclusion)

describe.each(drivers)('a job on %s', (driver) => {
  let close: () => Promise<unknown>
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'devflow-runner-'))
    ;({ sandbox, close } = await openSandbox(home, driver))
  })
  afterAll(async () => {
    await close()
    await rm(home, { recursive: true, force: true })
  })

  it('runs its steps in one workspace, with the files of the commit', async () => {
    const ran = await run(`
steps:
  - uses: actions/checkout@v4
  - run: cat README.md && pwd && echo "$GITHUB_WORKSPACE"
  - run: ls -a > list.txt
  - run: cat list.txt
`)
    expect(ran).toMatchObject({ conclusion: 'success', reason: null })
    expect(ran.log).toContain('hello')
    expect(ran.log).toContain('package-lock.json')
    expect(ran.steps.map((step) => step.name)).toEqual([
      'Run actions/checkout@v4',
      'Run cat README.md && pwd && echo "$GITHUB_WORKSPACE"',
      'Run ls -a > list.txt',
      'Run cat list.txt',
    ])
    const lines = ran.log.split('\n')
    expect(lines[ran.steps[3]!.firstLine! - 1]).toBe('##[group]Run cat list.txt')
  })

  it('stops at a failing step, but not for always(), failure() and continue-on-error', async () => {
    const ran = await run(`
steps:
  - { id: soft, run: exit 3, continue-on-error: true }
  - run: echo "\${{ steps.soft.outcome }} \${{ steps.soft.conclusion }}"
  - run: exit 7
  - run: echo never
  - { if: failure(), run: 'echo "status \${{ job.status }}"' }
  - { if: always(), run: echo last }
`)
    expect(ran).toMatchObject({ conclusion: 'failure', reason: expect.stringContaining('exit code 7') })
    expect(conclusions(ran)).toEqual(['success', 'success', 'failure', 'skipped', 'success', 'success'])
    expect(ran.log).toContain('failure success')
    expect(ran.log).toContain('status failure')
    expect(ran.log).not.toContain('\nnever')
  })

  it('hands on environment, outputs, path and summary through files, in both forms', async () => {
    const ran = await run(
      `
outputs: { version: "\${{ steps.set.outputs.version }}", text: "\${{ steps.set.outputs.text }}" }
env: { LEVEL: job, JOB: "\${{ github.ref_name }}-job" }
steps:
  - id: set
    run: |
      echo version=1.2.3 >> $GITHUB_OUTPUT
      printf 'text<<END\\none\\ntwo=2\\nEND\\n' >> "$GITHUB_OUTPUT"
      printf 'MADE<<X\\na\\nb\\nX\\nNODE_OPTIONS=--bad\\n' >> $GITHUB_ENV
      mkdir bin && printf '#!/bin/sh\\necho my-tool' > bin/my-tool && chmod +x bin/my-tool
      echo "$PWD/bin" >> $GITHUB_PATH
      echo '# Summary' >> $GITHUB_STEP_SUMMARY
  - run: echo "[$TOP $JOB $LEVEL $MADE]" && my-tool
    env: { LEVEL: step }
  - run: echo "\${{ env.MADE }} \${{ env.LEVEL }}"
`,
      { workflow: 'env: { TOP: top, LEVEL: workflow }' },
    )
    expect(ran.conclusion).toBe('success')
    expect(ran.outputs).toEqual({ version: '1.2.3', text: 'one\ntwo=2' })
    expect(ran.log).toContain('[top main-job step a\nb]')
    expect(ran.log).toContain('my-tool')
    expect(ran.log).toContain('NODE_OPTIONS cannot be set')
    expect(ran.summary).toBe('# Summary\n')
  })

  it('has the shells of GitHub and those one writes oneself', async () => {
    const ran = await run(
      `
steps:
  - { shell: bash, run: 'false | true' }
  - { if: failure(), shell: sh, run: 'echo from-sh' }
  - { if: failure(), shell: python, run: 'print("from" + "-python")' }
  - { if: failure(), shell: node, run: 'console.log("from" + "-node")' }
  - { if: failure(), shell: 'node {0}', run: 'console.log("own" + "-node")' }
  - { if: failure(), run: 'false | true; echo no-pipefail; pwd', working-directory: sub }
  - { if: failure(), shell: fish-without-script, run: 'x' }
`,
      { workflow: 'defaults: { run: { working-directory: . } }' },
    )
    expect(conclusions(ran)).toEqual(['failure', 'success', 'success', 'success', 'success', 'failure', 'failure'])
    for (const said of ['from-sh', 'from-python', 'from-node', 'own-node']) expect(ran.log).toContain(said)
    expect(ran.log).toMatch(/working directory .*sub does not exist/)
    expect(ran.log).toContain('There is no shell "fish-without-script"')
  })

  it('hides secrets however they are printed, and drops outputs that hold one', async () => {
    const secret = 'hunter2-Secret'
    const ran = await run(
      `
outputs: { leak: "\${{ steps.a.outputs.leak }}", fine: "\${{ steps.a.outputs.fine }}" }
steps:
  - id: a
    name: deploy with \${{ secrets.KEY }}
    env: { KEY: "\${{ secrets.KEY }}", LINES: "\${{ secrets.LINES }}" }
    run: |
      echo "$KEY"; echo "x\${KEY}y"; echo -n "$KEY" | base64; echo -n "user:$KEY" | base64; echo "$LINES"
      echo "\${{ secrets.KEY }}" >&2
      echo "token $GITHUB_TOKEN"
      echo "::add-mask::made-up-$((40 + 2))"; echo made-up-$((40 + 2))
      echo "::error file=a.js,line=3::found $KEY"
      echo "leak=$KEY" >> $GITHUB_OUTPUT; echo "fine=ok" >> $GITHUB_OUTPUT
      echo "summary $KEY" >> $GITHUB_STEP_SUMMARY
      exit 1
`,
      { contexts: { secrets: { KEY: secret, LINES: 'first-line\nsecond-line' } } },
    )
    const everything = JSON.stringify(ran)
    const leaks = [secret, 'first-line', 'second-line', 'made-up-42', 'token-of-the-job']
    leaks.push(Buffer.from(secret).toString('base64').slice(0, -4))
    expect(leaks.filter((leak) => everything.includes(leak))).toEqual([])
    expect(everything).not.toContain(Buffer.from(`user:${secret}`).toString('base64').slice(8, 24))
    expect(ran.outputs).toEqual({ fine: 'ok' })
    expect(ran.steps[0]!.name).toBe('deploy with ***')
    expect(ran.annotations).toEqual([{ path: 'a.js', line: 3, level: 'failure', message: 'found ***' }])
  })

  it('obeys workflow commands until told to stop', async () => {
    const ran = await run(`
steps:
  - run: |
      echo '::group::Details'
      echo '::endgroup::'
      echo '::warning file=a.ts,line=4,title=Old API::use%0Aanother: 100%25'
      echo '::stop-commands::pause'
      echo '::error::not an annotation'
      echo '::pause::'
      echo '::notice::an annotation'
      echo 'a::b::c'
`)
    expect(ran.annotations).toEqual([
      { path: 'a.ts', line: 4, level: 'warning', message: 'Old API: use\nanother: 100%' },
      { path: '', line: 1, level: 'notice', message: 'an annotation' },
    ])
    expect(ran.log).toContain('##[group]Details')
    expect(ran.log).toContain('::error::not an annotation')
    expect(ran.log).toContain('a::b::c')
  })

  it('keeps what a step starts in the background until the job ends', async () => {
    const ran = await run(`
steps:
  - run: node -e 'require("http").createServer((q, r) => r.end("still here")).listen(0, "127.0.0.1", function () { require("fs").writeFileSync("port", String(this.address().port)) })' &
  - run: |
      until [ -s port ]; do sleep 0.05; done
      node -e 'fetch("http://127.0.0.1:" + require("fs").readFileSync("port", "utf8")).then((r) => r.text()).then(console.log)'
`)
    expect(ran.conclusion).toBe('success')
    expect(ran.log).toContain('\nstill here')
  })

  it('computes hashFiles inside the sandbox and does not follow a link out', async () => {
    const ran = await run(`
steps:
  - uses: actions/checkout@v4
  - run: ln -s /etc/passwd secret.txt
  - run: echo "<\${{ hashFiles('*.json') }}> <\${{ hashFiles('nothing') }}> <\${{ hashFiles('secret.txt') }}>"
    env: { KEY: "\${{ hashFiles('**/package-lock.json', '!x/**') }}" }
`)
    expect(ran.log).toMatch(/\n<[0-9a-f]{64}> <> <>/)
  })

  it('is cancelled: the step ends, cleaning up still happens', async () => {
    const cancel = new AbortController()
    const ran = await run(
      `
steps:
  - run: |
      sh -c 'trap "" TERM; while :; do sleep 0.1; done' &
      echo sleeping
      wait
  - run: echo never
  - { if: cancelled(), run: echo cleaning up }
`,
      { cancel: cancel.signal, onLine: (line) => line === 'sleeping' && cancel.abort() },
    )
    expect(ran.conclusion).toBe('cancelled')
    expect(conclusions(ran)).toEqual(['cancelled', 'skipped', 'success'])
    expect(ran.log).toContain('\ncleaning up')
  })

  it('ends a step, and a whole job, that takes too long', async () => {
    const step = await run('steps: [{ run: sleep 60, timeout-minutes: 0.005 }, { if: failure(), run: echo after }]')
    expect(step).toMatchObject({ conclusion: 'failure', reason: expect.stringContaining('exceeded its time') })
    expect(step.log).toContain('\nafter')
    const job = await run('timeout-minutes: 0.005\nsteps: [{ run: sleep 60 }, { run: echo never }]')
    expect(job).toMatchObject({ conclusion: 'failure', reason: expect.stringContaining('maximum execution time') })
    expect(conclusions(job)).toEqual(['cancelled', 'skipped'])
  })

  it('survives a step that floods its output, and keeps a bounded part', async () => {
    const ran = await run(
      `steps: [{ run: 'head -c 40000000 /dev/zero | tr "\\\\0" "x"; yes | head -c 5000000; echo; echo the end' }, { run: echo next }]`,
    )
    expect(ran.conclusion).toBe('success')
    expect(ran.log.length).toBeLessThan(MAX_LOG_CHARACTERS + 1000)
    expect(ran.log).toContain('has reached its limit')
  })

  it('fails with a sentence on what only shows when it runs', async () => {
    const wrong = await run(
      `steps: [{ run: echo, env: { A: "\${{ fromJSON('{') }}" } }, { if: always(), run: echo after }]`,
    )
    expect(wrong).toMatchObject({ conclusion: 'failure', reason: expect.stringContaining('fromJSON') })
    expect(wrong.log).toContain('\nafter')
    const env = await run(`env: { A: "\${{ fromJSON('{') }}" }\nsteps: [{ run: echo }]`)
    expect(env).toMatchObject({ conclusion: 'failure', reason: expect.stringContaining('fromJSON') })
    const outputs = await run(`steps: [{ run: 'echo nonsense >> $GITHUB_OUTPUT' }]`)
    expect(outputs.reason).toContain('neither name=value nor a block')
    const other = await run(`steps: [{ uses: actions/checkout@v4, with: { repository: bob/other } }]`)
    expect(other.reason).toContain('bob/other')
    const outside = await run(`steps: [{ uses: actions/checkout@v4, with: { path: ../../out } }]`)
    expect(outside.reason).toContain('outside the workspace')
  })

  it('that kills its own executor fails with a reason', async () => {
    const ran = await run('steps: [{ run: kill -9 $PPID; sleep 30 }]')
    expect(ran).toMatchObject({ conclusion: 'failure', reason: expect.stringContaining('sandbox ended') })
  })

  it('hands the server nothing that cannot be stored', async () => {
    const odd = await run(`
outputs: { odd: "\${{ steps.a.outputs.odd }}" }
steps: [{ id: a, name: "\${{ fromJSON('\\"a\\\\u0000b\\"') }}", run: 'printf "odd=a\\000b\\n" >> $GITHUB_OUTPUT; printf "a\\000b\\n"' }]`)
    expect(odd).toMatchObject({ conclusion: 'success', outputs: { odd: 'a\u{fffd}b' } })
    expect(odd.steps[0]!.name).toBe('a\u{fffd}b')
  })

  it('is given back when the server stops', async () => {
    const stop = new AbortController()
    await expect(
      run('steps: [{ run: echo running; sleep 60 }]', {
        stop: stop.signal,
        onLine: (line) => line === 'running' && stop.abort(),
      }),
    ).rejects.toThrow(ExecutorLost)
  })

  it('notices another Node than the one that is there', async () => {
    const ran = await run(
      'steps: [{ uses: actions/setup-node@v4, with: { node-version: 12 } }, { uses: actions/setup-node@v4, with: { node-version: lts/* } }]',
    )
    expect(ran.conclusion).toBe('success')
    expect(ran.log.match(/was asked for/g)).toHaveLength(1)
  })

  it('leaves nothing behind in the server', async () => {
    await run('steps: [{ run: echo }]')
    expect((await readdir(home)).filter((name) => name.startsWith('job-'))).toEqual([])
  })
})
