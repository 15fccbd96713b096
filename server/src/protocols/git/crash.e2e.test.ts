import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { testPlace } from '#testing'
import { allEvents } from '../../code/git/events.kit.ts'
import { CRASHING_SERVER } from './crash.kit.ts'
import { gitClient, openGitServer } from './git.kit.ts'

test('a push whose server is killed after the branch moved is announced exactly once after the restart', async () => {
  const place = await testPlace()
  onTestFinished(place.remove)
  await using client = await gitClient()
  const { environment: _, ...config } = place.config
  const child = spawn(
    process.execPath,
    [CRASHING_SERVER, JSON.stringify({ ...config, environment: { PATH: client.env.PATH } })],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  const died = once(child, 'exit')
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const { url, token } = JSON.parse(line) as { url: string; token: string }

  await mkdir(join(client.home, 'work'))
  await client.run('work', 'init', '-q', '-b', 'main')
  await client.run('work', 'commit', '-q', '--allow-empty', '-m', 'begin')
  const remote = `${url.replace('://', `://git:${token}@`)}/alice/app.git`
  await client.run('work', 'push', '-q', remote, 'main')
  await client.run('work', 'commit', '-q', '--allow-empty', '-m', 'the commit that must not be lost')
  const head = await client.run('work', 'rev-parse', 'HEAD')
  await client.attempt('work', 'push', '-q', remote, 'main:topic') // the client may see the connection break
  expect((await died)[1]).toBe('SIGKILL')

  await using server = await openGitServer(place.config)
  const told = (await allEvents(server.kernel, { names: ['git.pushed'] })).filter(
    ({ data }) => data.ref === 'refs/heads/topic',
  )
  expect(told).toHaveLength(1)
  expect(told[0]).toMatchObject({
    actor: { kind: 'person', name: 'alice' },
    data: { after: head, commits: [{ message: 'the commit that must not be lost' }] },
  })
  expect(await readdir(join(place.config.dataDir, 'git/pushes'))).toEqual([])
})
