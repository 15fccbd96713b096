import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { testApp } from '#testing'

test('an application pushed with git is deployed over HTTP and answers at its address', async () => {
  await using app = await testApp()
  const folder = mkdtempSync(join(tmpdir(), 'devflow-push-'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { start: 'node server.js' } }))
  writeFileSync(
    join(folder, 'server.js'),
    `require('http').createServer((q, r) => r.end('hello from ' + process.env.DEVFLOW_COMMIT)).listen(process.env.PORT)`,
  )
  const git = (...args: string[]) =>
    promisify(execFile)('git', ['-c', 'user.name=alice', '-c', 'user.email=a@b.c', ...args], { cwd: folder })
  await git('init', '-q', '-b', 'main')
  await git('add', '.')
  await git('commit', '-qm', 'first')
  const remote = new URL('/alice/hello.git', app.url)
  Object.assign(remote, { username: 'alice', password: app.token })
  await git('push', '-q', remote.href, 'main')
  const sha = (await git('rev-parse', 'HEAD')).stdout.trim()

  const deployments = '/projects/alice/hello/deployments'
  const { id } = await app.api('POST', deployments, { ref: 'main' })
  await expect(app.api('GET', `${deployments}/${id}`, undefined, app.bobToken)).rejects.toMatchObject({ status: 404 })
  let deployment = await app.api('GET', `${deployments}/${id}`)
  while (!['live', 'failed'].includes(deployment.state)) {
    await sleep(20)
    deployment = await app.api('GET', `${deployments}/${id}`)
  }
  expect(deployment).toMatchObject({ state: 'live', sha, reason: null })
  const { host, port } = new URL(deployment.url)
  expect(host).toBe(`hello.alice.localhost:${port}`)
  expect(await ask(Number(port), host)).toBe(`hello from ${sha}`)
  const { lines } = await app.api('GET', `/logs/${deployment.log}`)
  expect(lines.map((line: { text: string }) => line.text)).toContain('Detected a Node application')
  rmSync(folder, { recursive: true })
})

/** Not every resolver knows names below localhost; every browser does. */
function ask(port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, headers: { host } }, (response) => resolve(text(response))).on('error', reject)
  })
}
