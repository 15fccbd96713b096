import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '#testing'
import { type SshClient, sshClient } from '../../src/protocols/ssh/ssh.kit.ts'
import { missingProgram } from '../clients.ts'

const withoutLfs = missingProgram('git-lfs')

let app: TestApp
let alice: SshClient
beforeAll(async () => {
  app = await testApp()
  alice = await sshClient(app.app)
  await app.api('POST', '/ssh-keys', { key: alice.publicKey })
}, 60_000)
afterAll(async () => {
  await alice[Symbol.asyncDispose]()
  await app[Symbol.asyncDispose]()
})

const remotes = {
  HTTP: (path: string) => `${app.url.replace('://', `://git:${app.token}@`)}/${path}.git`,
  SSH: (path: string) => alice.remote(path),
}

async function commit(folder: string, file: string, content: Buffer | string): Promise<void> {
  await writeFile(join(alice.home, folder, file), content)
  await alice.run(folder, 'add', '-A')
  await alice.run(folder, 'commit', '-q', '-m', file)
}

for (const [way, remote] of Object.entries(remotes)) {
  test.skipIf(withoutLfs)(
    `a clone by ${way} goes on under the old name of its repository: pushes, fetches, large files and locks`,
    async () => {
      const [old, now] = [`old-${way}`, `new-${way}`]
      await app.api('POST', '/projects', { owner: 'alice', name: old, settings: { protection: [] } })
      await mkdir(join(alice.home, old))
      await alice.run(old, 'init', '-q', '-b', 'main')
      await alice.run(old, 'lfs', 'install', '--local')
      await alice.run(old, 'lfs', 'track', '*.bin')
      await alice.run(old, 'remote', 'add', 'origin', remote(`alice/${old}`))
      const [first, second] = [randomBytes(100_000), randomBytes(100_000)]
      await commit(old, 'first.bin', first)
      await alice.run(old, 'push', '-q', 'origin', 'main')
      await alice.run(old, 'lfs', 'lock', 'first.bin')

      await app.api('PATCH', `/projects/alice/${old}`, { rename: now })

      await commit(old, 'second.bin', second)
      await alice.run(old, 'push', '-q', 'origin', 'main')
      expect(await alice.run(old, 'lfs', 'locks')).toMatch(/first\.bin\s+alice/)
      await alice.run(old, 'lfs', 'unlock', 'first.bin')
      const { items } = await app.api('GET', `/projects/alice/${now}/commits`)
      expect(items.map(({ message }: { message: string }) => message.trim())).toEqual(['second.bin', 'first.bin'])
      // The push made no project of the old name.
      expect(await app.api('GET', `/projects/alice/${old}`)).toMatchObject({ name: now })

      await alice.run('', 'lfs', 'install', '--skip-repo')
      for (const [from, to] of [
        [old, `by-old-${way}`],
        [now, `by-new-${way}`],
      ] as const) {
        await alice.run('', 'clone', '-q', remote(`alice/${from}`), to)
        expect(Buffer.compare(await readFile(join(alice.home, to, 'second.bin')), second)).toBe(0)
      }
    },
    120_000,
  )
}

test('a clone whose old name another repository has taken meets that one', async () => {
  await app.api('POST', '/projects', { owner: 'alice', name: 'taken', settings: { protection: [] } })
  await mkdir(join(alice.home, 'taken'))
  await alice.run('taken', 'init', '-q', '-b', 'main')
  await commit('taken', 'a.txt', 'a')
  await alice.run('taken', 'push', '-q', remotes.HTTP('alice/taken'), 'main')
  await app.api('PATCH', '/projects/alice/taken', { rename: 'moved' })
  const { id } = await app.api('POST', '/projects', { owner: 'alice', name: 'taken', settings: { protection: [] } })
  expect(await alice.run('', 'ls-remote', remotes.HTTP('alice/taken'))).toBe('')
  expect(await alice.run('', 'ls-remote', remotes.SSH('alice/moved'))).toContain('refs/heads/main')
  expect((await app.api('GET', '/projects/alice/taken')).id).toBe(id)
})
