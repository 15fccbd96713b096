import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { unzipSync } from 'fflate'
import sodium from 'libsodium-wrappers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { missingProgram } from '../../../../test/clients.ts'
import { type TestGithub, testGithub } from '../github.kit.ts'

const missing = missingProgram('gh')
const repo = { owner: 'alice', repo: 'acts' }

const WORKFLOW = `name: CI
on:
  push:
  workflow_dispatch:
    inputs: { greeting: { default: hello } }
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - { name: Say it, run: 'echo "says \${{ inputs.greeting || vars.GREETING }} \${{ secrets.TOKEN }}"' }
      - { name: Warn, run: 'echo "::warning file=README.md,line=1::Too short."' }
  after: { name: a / b, needs: build, runs-on: ubuntu-latest, steps: [{ run: exit 1 }] }
  last: { runs-on: ubuntu-latest, steps: [{ run: echo fails; exit 1 }] }
`

let github: TestGithub
let home: string
beforeAll(async () => {
  github = await testGithub()
  home = await mkdtemp(join(tmpdir(), 'devflow-gh-'))
  await github.repository('acts', { 'README.md': '# acts\n', '.github/workflows/ci.yml': WORKFLOW }, 'public')
})
afterAll(async () => {
  await rm(home, { recursive: true, force: true })
  await github[Symbol.asyncDispose]()
})

/** The real gh, which comes by api.github.localhost. */
async function gh(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('gh', [...args, '-R', 'github.localhost/alice/acts'], {
    cwd: home,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      GH_HOST: 'github.localhost',
      GH_TOKEN: github.app.token,
      GH_ENTERPRISE_TOKEN: github.app.token,
      HTTP_PROXY: github.app.url,
      GH_NO_UPDATE_NOTIFIER: '1',
    },
  })
  return stdout
}

const runs = async (filter: object = {}) =>
  (await github.alice.rest.actions.listWorkflowRunsForRepo({ ...repo, ...filter })).data

const newest = async (filter: object = {}) => (await runs(filter)).workflow_runs[0]!

const completed = (filter: object, count: number) =>
  expect
    .poll(async () => (await runs({ ...filter, status: 'completed' })).total_count, { timeout: 30_000, interval: 100 })
    .toBe(count)

/** Waits for the end of a run's next attempt. */
const again = (run_id: number, attempt = 2) =>
  expect
    .poll(
      async () => {
        const { run_attempt, status } = (await github.alice.rest.actions.getWorkflowRun({ ...repo, run_id })).data
        return `${run_attempt} ${status}`
      },
      { timeout: 30_000, interval: 100 },
    )
    .toBe(`${attempt} completed`)

test('workflows, runs and jobs are listed and read by Octokit', async () => {
  await completed({}, 1)
  const { actions } = github.alice.rest
  const { workflows } = (await actions.listRepoWorkflows(repo)).data
  expect(workflows).toMatchObject([{ name: 'CI', path: '.github/workflows/ci.yml', state: 'active' }])
  const workflow_id = workflows[0]!.id
  for (const id of [workflow_id, 'ci.yml'])
    expect((await actions.getWorkflow({ ...repo, workflow_id: id })).data.id).toBe(workflow_id)

  const [run] = (await actions.listWorkflowRuns({ ...repo, workflow_id: 'ci.yml' })).data.workflow_runs
  expect(run).toMatchObject({
    name: 'CI',
    display_title: 'first',
    event: 'push',
    head_branch: 'main',
    status: 'completed',
    conclusion: 'failure',
    workflow_id,
    head_commit: { message: 'first' },
  })
  expect((await actions.getWorkflowRun({ ...repo, run_id: run!.id })).data).toEqual(run)
  const { jobs } = (await actions.listJobsForWorkflowRun({ ...repo, run_id: run!.id })).data
  expect(jobs.map(({ name, conclusion, labels }) => [name, conclusion, labels])).toEqual([
    ['build', 'success', ['ubuntu-latest']],
    ['a / b', 'failure', ['ubuntu-latest']],
    ['last', 'failure', ['ubuntu-latest']],
  ])
  const job = (await actions.getJobForWorkflowRun({ ...repo, job_id: jobs[0]!.id })).data
  expect(job.steps!.map(({ name }) => name)).toEqual(expect.arrayContaining(['Say it', 'Warn']))
  // A job is a check run to GitHub's clients.
  const annotations = await github.alice.rest.checks.listAnnotations({ ...repo, check_run_id: job.id })
  expect(annotations.data).toMatchObject([{ path: 'README.md', start_line: 1, annotation_level: 'warning' }])
  expect((await github.alice.rest.checks.get({ ...repo, check_run_id: job.id })).data.name).toBe('build')
  expect((await actions.listWorkflowRunArtifacts({ ...repo, run_id: run!.id })).data.total_count).toBe(0)
  expect((await runs({ event: 'push', branch: 'main', head_sha: run!.head_sha })).total_count).toBe(1)
  for (const filter of [
    { status: 'neutral' },
    { status: 'success' },
    { branch: 'other' },
    { event: 'pull_request' },
    { actor: 'bob' },
  ])
    expect((await runs(filter)).total_count, JSON.stringify(filter)).toBe(0)
  // Of a public repository anybody may look.
  expect((await github.nobody.rest.actions.getWorkflowRun({ ...repo, run_id: run!.id })).data.id).toBe(run!.id)
})

test('logs come as text for a job and as an archive for a run', async () => {
  const [run] = (await runs()).workflow_runs
  const { jobs } = (await github.alice.rest.actions.listJobsForWorkflowRun({ ...repo, run_id: run!.id })).data
  const follow = async (path: string) => {
    const { status, headers } = await github.request('GET', `/repos/alice/acts/actions/${path}/logs`)
    expect(status).toBe(302)
    const response = await fetch(headers.get('location')!, { headers: { authorization: `token ${github.app.token}` } })
    return new Uint8Array(await response.arrayBuffer())
  }
  const text = Buffer.from(await follow(`jobs/${jobs[0]!.id}`)).toString()
  expect(text).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z says {2}$/m)
  const files = unzipSync(await follow(`runs/${run!.id}`))
  const names = Object.keys(files)
  expect(names).toEqual(expect.arrayContaining(['0_build.txt', '1_a  b.txt']))
  const step = names.find((name) => /^build\/\d+_Say it\.txt$/.test(name))
  expect(Buffer.from(files[step!]!).toString()).toContain('says ')
  expect(Buffer.from(files['0_build.txt']!).toString()).toBe(text)
})

test('a secret is sealed by the client and reaches the job, where it is masked; variables do, too', async () => {
  const { actions } = github.alice.rest
  const { key, key_id } = (await actions.getRepoPublicKey(repo)).data
  await sodium.ready
  const seal = (value: string, by = key) =>
    Buffer.from(sodium.crypto_box_seal(value, Buffer.from(by, 'base64'))).toString('base64')
  const put = (encrypted_value: string, id = key_id) =>
    actions.createOrUpdateRepoSecret({ ...repo, secret_name: 'token', encrypted_value, key_id: id })
  expect((await put(seal('correct-horse'))).status).toBe(201)
  expect((await put(seal('battery-staple'))).status).toBe(204)
  await expect(put(seal('battery-staple'), 'other')).rejects.toMatchObject({ status: 422 })
  await expect(put('not sealed')).rejects.toMatchObject({ status: 422 })
  expect((await actions.listRepoSecrets(repo)).data.secrets).toMatchObject([{ name: 'TOKEN' }])
  expect((await actions.getRepoSecret({ ...repo, secret_name: 'TOKEN' })).data.name).toBe('TOKEN')

  await actions.createRepoVariable({ ...repo, name: 'GREETING', value: 'hi' })
  await expect(actions.createRepoVariable({ ...repo, name: 'greeting', value: 'x' })).rejects.toMatchObject({
    status: 409,
  })
  await actions.updateRepoVariable({ ...repo, name: 'GREETING', value: 'good day' })
  expect((await actions.listRepoVariables(repo)).data.variables).toMatchObject([
    { name: 'GREETING', value: 'good day' },
  ])
  expect((await actions.getRepoVariable({ ...repo, name: 'GREETING' })).data.value).toBe('good day')

  const run_id = (await newest()).id
  expect((await actions.reRunWorkflow({ ...repo, run_id })).status).toBe(201)
  await again(run_id)
  const { jobs } = (await actions.listJobsForWorkflowRun({ ...repo, run_id })).data
  const log = await fetch(`${github.app.url}/api/v3/repos/alice/acts/actions/jobs/${jobs[0]!.id}/logs`, {
    headers: { authorization: `token ${github.app.token}` },
  })
  expect(await log.text()).toContain('says good day ***')
  await actions.deleteRepoVariable({ ...repo, name: 'GREETING' })
  await actions.deleteRepoSecret({ ...repo, secret_name: 'TOKEN' })
  await expect(actions.getRepoSecret({ ...repo, secret_name: 'TOKEN' })).rejects.toMatchObject({ status: 404 })
  await expect(actions.getRepoVariable({ ...repo, name: 'GREETING' })).rejects.toMatchObject({ status: 404 })
})

test('a workflow is started, stopped from running, and its runs are cancelled and deleted', async () => {
  const { actions } = github.alice.rest
  const start = () =>
    actions.createWorkflowDispatch({ ...repo, workflow_id: 'ci.yml', ref: 'main', inputs: { greeting: 'moin' } })
  await start()
  await completed({ event: 'workflow_dispatch' }, 1)
  const run_id = (await newest({ event: 'workflow_dispatch' })).id
  await expect(actions.cancelWorkflowRun({ ...repo, run_id })).rejects.toMatchObject({ status: 409 })
  await actions.reRunWorkflowFailedJobs({ ...repo, run_id })
  await again(run_id)
  await actions.deleteWorkflowRun({ ...repo, run_id })
  await expect(actions.getWorkflowRun({ ...repo, run_id })).rejects.toMatchObject({ status: 404 })

  await actions.disableWorkflow({ ...repo, workflow_id: 'ci.yml' })
  expect((await actions.getWorkflow({ ...repo, workflow_id: 'ci.yml' })).data.state).toBe('disabled_manually')
  await expect(start()).rejects.toMatchObject({ status: 409 })
  await actions.enableWorkflow({ ...repo, workflow_id: 'ci.yml' })
})

test('bob starts, stops and sets nothing, and a number that is none is nothing', async () => {
  const { bob, alice } = github
  const run_id = (await newest()).id
  const refused = (attempt: Promise<unknown>, status: number) => expect(attempt).rejects.toMatchObject({ status })
  await refused(bob.rest.actions.createWorkflowDispatch({ ...repo, workflow_id: 'ci.yml', ref: 'main' }), 403)
  await refused(bob.rest.actions.deleteWorkflowRun({ ...repo, run_id }), 403)
  await refused(bob.rest.actions.reRunWorkflow({ ...repo, run_id }), 403)
  await refused(bob.rest.actions.disableWorkflow({ ...repo, workflow_id: 'ci.yml' }), 403)
  await refused(bob.rest.actions.listRepoSecrets(repo), 403)
  await refused(bob.rest.actions.getRepoPublicKey(repo), 403)
  await refused(bob.rest.actions.listRepoVariables(repo), 403)
  await refused(bob.rest.actions.createRepoVariable({ ...repo, name: 'X', value: 'x' }), 403)
  await refused(alice.rest.actions.getWorkflowRun({ ...repo, run_id: 1 }), 404)
  await refused(alice.rest.actions.getWorkflowRun({ ...repo, run_id: 9_999_999_999 }), 404)
  await refused(alice.rest.actions.getJobForWorkflowRun({ ...repo, job_id: 1 }), 404)
  await refused(alice.rest.actions.getWorkflow({ ...repo, workflow_id: 'none.yml' }), 404)
  await github.repository('secretive')
  await refused(bob.rest.actions.listWorkflowRunsForRepo({ ...repo, repo: 'secretive' }), 404)
})

test.skipIf(missing)('gh starts, lists, shows and reruns runs, and stops workflows', async () => {
  expect(await gh('workflow', 'list')).toMatch(/^CI\tactive\t\d+$/m)
  await gh('workflow', 'run', 'ci.yml', '--ref', 'main', '-f', 'greeting=moin')
  await completed({ event: 'workflow_dispatch' }, 1)
  const listed = JSON.parse(await gh('run', 'list', '--json', 'databaseId,event,conclusion,workflowName,headBranch'))
  expect(listed[0]).toMatchObject({
    event: 'workflow_dispatch',
    conclusion: 'failure',
    workflowName: 'CI',
    headBranch: 'main',
  })
  const id = String(listed[0].databaseId)
  const shown = await gh('run', 'view', id)
  expect(shown).toMatch(/X main CI/)
  expect(shown).toMatch(/✓ build in/)
  expect(shown).toContain('Too short.')
  expect(await gh('run', 'view', id, '--log')).toMatch(/^build\tSay it\t.*says moin/m)
  expect(await gh('run', 'view', id, '--log-failed')).toMatch(/^last\t.*fails$/m)
  await gh('run', 'rerun', id, '--failed')
  await again(Number(id))
  const { jobs } = JSON.parse(await gh('run', 'view', id, '--json', 'jobs'))
  await gh('run', 'rerun', '--job', String(jobs.at(-1).databaseId))
  await again(Number(id), 3)
  await gh('workflow', 'disable', 'CI')
  expect(await gh('workflow', 'list', '--all')).toContain('disabled_manually')
  await gh('workflow', 'enable', 'CI')
  expect((await runs({ event: 'workflow_dispatch' })).total_count).toBe(1)
})

test.skipIf(missing)('gh sets, lists and deletes a secret', async () => {
  await gh('secret', 'set', 'DEPLOY_KEY', '--body', 'correct-horse-battery')
  expect(await gh('secret', 'list')).toMatch(/^DEPLOY_KEY\s/m)
  const { id } = await github.app.api('GET', '/projects/alice/acts')
  expect(await github.app.modules.secrets.reveal(id)).toEqual({ DEPLOY_KEY: 'correct-horse-battery' })
  await gh('secret', 'delete', 'DEPLOY_KEY')
  expect(await gh('secret', 'list')).toBe('')
})

test('what happened elsewhere is told by those who may start runs', async () => {
  const told = { ...repo, event_type: 'shipped', client_payload: { to: 'alice' } }
  expect((await github.alice.rest.repos.createDispatchEvent(told)).status).toBe(204)
  await expect(github.bob.rest.repos.createDispatchEvent(told)).rejects.toMatchObject({ status: 403 })
  const client_payload = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`key${i}`, i]))
  await expect(github.alice.rest.repos.createDispatchEvent({ ...told, client_payload })).rejects.toMatchObject({
    status: 422,
  })
})

test('a secret of an organisation is for all of its projects, and only its members know its name', async () => {
  const org = { org: 'alice' }
  const { actions } = github.alice.rest
  const { data: key } = await actions.getOrgPublicKey(org)
  await sodium.ready
  const encrypted_value = Buffer.from(sodium.crypto_box_seal('of all', Buffer.from(key.key, 'base64'))).toString(
    'base64',
  )
  const secret = { ...org, secret_name: 'SHARED', encrypted_value, key_id: key.key_id }
  await expect(actions.createOrUpdateOrgSecret({ ...secret, visibility: 'private' })).rejects.toMatchObject({
    status: 422,
  })
  expect((await actions.createOrUpdateOrgSecret({ ...secret, visibility: 'all' })).status).toBe(201)
  expect((await actions.createOrUpdateOrgSecret({ ...secret, visibility: 'all' })).status).toBe(204)
  expect((await actions.listOrgSecrets(org)).data.secrets).toMatchObject([{ name: 'SHARED', visibility: 'all' }])
  expect((await actions.listRepoOrganizationSecrets(repo)).data.secrets).toMatchObject([{ name: 'SHARED' }])
  expect((await actions.getOrgSecret({ ...org, secret_name: 'shared' })).data.name).toBe('SHARED')
  await expect(github.bob.rest.actions.listOrgSecrets(org)).rejects.toMatchObject({ status: 404 })
  await actions.deleteOrgSecret({ ...org, secret_name: 'SHARED' })
  expect((await actions.listOrgSecrets(org)).data.total_count).toBe(0)
})
