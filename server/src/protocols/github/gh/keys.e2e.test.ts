import { rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeKeyPair } from '../../../code/keys/keys.kit.ts'
import { ghMissing, testGh } from './gh.kit.ts'

const missing = await ghMissing()

test.skipIf(missing)('gh adds and lists the SSH keys of a person and the deploy keys of a repository', async () => {
  await using kit = await testGh()
  const { gh, github } = kit
  const [own, deploy] = [makeKeyPair('ed25519'), makeKeyPair('ed25519')]
  onTestFinished(() => {
    for (const { file } of [own, deploy]) rmSync(dirname(file), { recursive: true, force: true })
  })
  await gh(['ssh-key', 'add', `${own.file}.pub`, '--title', 'laptop'])
  expect(await gh(['ssh-key', 'list'])).toMatch(/laptop\s.*ssh-ed25519 AAAA/)

  await github.repository('deployed')
  const repo = ['-R', 'github.localhost/alice/deployed']
  await gh(['repo', 'deploy-key', 'add', `${deploy.file}.pub`, '--title', 'robot', '--allow-write', ...repo])
  const listed = await gh(['repo', 'deploy-key', 'list', ...repo])
  expect(listed).toMatch(/robot\s+read-write\s+ssh-ed25519 AAAA/)
  await gh(['repo', 'deploy-key', 'delete', listed.split(/\s/)[0]!, ...repo])
  expect(await gh(['repo', 'deploy-key', 'list', ...repo])).toBe('')

  writeFileSync(join(kit.folder, 'none.pub'), 'nothing')
  await expect(gh(['ssh-key', 'add', join(kit.folder, 'none.pub')])).rejects.toThrow(/422|not a public key/)
  expect(await gh(['api', 'user', '--jq', '.login'])).toBe('alice\n')
})
