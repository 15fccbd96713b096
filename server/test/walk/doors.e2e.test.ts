import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeKeyPair } from '../../src/code/keys/keys.kit.ts'
import { sshClient } from '../../src/protocols/ssh/ssh.kit.ts'
import { HATS } from './hats.kit.ts'
import { createWorld, type World } from './world.kit.ts'

/** Everybody who may not, knocks at every other door of what is alice's: git, LFS, raw files, archives, downloads, uploads, logs, SSH. */
let world: World
beforeAll(async () => {
  world = await createWorld()
}, 180_000)
afterAll(() => world?.[Symbol.asyncDispose]())

const OID = 'a'.repeat(64)
const objects = [{ oid: OID, size: 1 }]
const json = (value: unknown) => JSON.stringify(value)
type Knock = [method: string, path: string, body?: string, type?: string]

/** What only reads; who may read the project is let in. */
const READS: Knock[] = [
  ['GET', '/lunar/moonbase.git/info/refs?service=git-upload-pack'],
  ['POST', '/lunar/moonbase.git/git-upload-pack', '0000', 'application/x-git-upload-pack-request'],
  ['GET', '/lunar/moonbase.git/HEAD'],
  ['POST', '/lunar/moonbase.git/info/lfs/objects/batch', json({ operation: 'download', objects })],
  ['GET', `/lunar/moonbase.git/info/lfs/objects/${OID}`],
  ['GET', '/lunar/moonbase.git/info/lfs/locks'],
  ['GET', '/lunar/moonbase/raw/main/README.md'],
  ['HEAD', '/lunar/moonbase/raw/main/README.md'],
  ['GET', '/lunar/moonbase/archive/main.zip'],
  ['GET', '/lunar/moonbase/archive/main.tar.gz'],
  ['GET', '/lunar/moonbase/releases/download/v1/plan.txt'],
  ['GET', '/lunar/moonbase/releases/latest/download/plan.txt'],
]
/** What would change something. */
const WRITES: Knock[] = [
  ['GET', '/lunar/moonbase.git/info/refs?service=git-receive-pack'],
  ['POST', '/lunar/moonbase.git/git-receive-pack', '0000', 'application/x-git-receive-pack-request'],
  ['POST', '/lunar/moonbase.git/info/lfs/objects/batch', json({ operation: 'upload', objects })],
  ['PUT', `/lunar/moonbase.git/info/lfs/objects/${OID}`, 'x', 'application/octet-stream'],
  ['POST', '/lunar/moonbase.git/info/lfs/objects/verify', json(objects[0])],
  ['POST', '/lunar/moonbase.git/info/lfs/locks', json({ path: 'b.bin' })],
  ['POST', '/lunar/moonbase.git/info/lfs/locks/verify', json({})],
  ['POST', '/lunar/moonbase.git/info/lfs/locks/1/unlock', json({ force: true })],
  ['POST', '/api/uploads/repos/lunar/moonbase/releases/1/assets?name=walk.txt', 'x', 'text/plain'],
]

async function knock([method, path, body, type = 'application/vnd.git-lfs+json']: Knock, token: string | undefined) {
  const response = await fetch(world.app.url + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(body === undefined ? {} : { 'content-type': type }),
      ...(token ? { authorization: `Basic ${Buffer.from(`git:${token}`).toString('base64')}` } : {}),
    },
    ...(body === undefined ? {} : { body }),
  })
  return { status: response.status, text: await response.text(), location: response.headers.get('location') ?? '' }
}

test.each(HATS)(
  '$who changes nothing at any door, and learns of nothing that is hidden',
  async (hat) => {
    const token = await hat.wear(world)
    const found: string[] = []
    const before = await world.digest()
    for (const each of [...READS, ...WRITES]) {
      const name = `${each[0]} ${each[1]}`
      const answer = await knock(each, token)
      if (answer.status >= 500) found.push(`${name}: ${answer.status} ${answer.text}`)
      if (WRITES.includes(each) && answer.status < 300 && !/"errors?"|"error":/.test(answer.text))
        found.push(`${name}: ${answer.status} ${answer.text.slice(0, 200)}`)
      if (hat.blindTo === 'nothing') continue
      if (answer.text.includes('plan-of-alice')) found.push(`${name}: shows ${answer.text}`)
      const none = await knock([each[0], each[1].replace('moonbase', 'moonbasf'), each[2], each[3]], token)
      const words = none.text.replaceAll('moonbasf', 'moonbase')
      if (
        none.status !== answer.status ||
        words !== answer.text ||
        answer.location !== none.location.replaceAll('moonbasf', 'moonbase')
      )
        found.push(`${name}: ${answer.status} ${answer.text}, but where nothing is: ${none.status} ${none.text}`)
    }
    expect(found).toEqual([])
    expect(await world.digest()).toEqual(before)
  },
  120_000,
)

test('the walk means something: alice is let in at each of these doors', async () => {
  for (const each of [...READS, ...WRITES.filter(([, path]) => !/verify|unlock|objects\/a|HEAD/.test(path))]) {
    if (/objects\/a|HEAD$/.test(each[1])) continue
    const { status, text } = await knock(each, world.app.token)
    // A push of nothing and a file that is there already are understood and refused as such.
    expect([200, 201, 400, 422], `${each[0]} ${each[1]}: ${text.slice(0, 200)}`).toContain(status)
  }
})

test('the key of bob and a deploy key of another project open nothing of alice over SSH, nor tell that it is there', async () => {
  const { app } = world
  await app.kernel.db.system((tx) => tx.query(`update identity.users set disabled_at = null where login = 'bob'`))
  await app.api('DELETE', '/orgs/lunar/members/bob')
  const [ofBob, ofMachine] = [makeKeyPair('ed25519'), makeKeyPair('ed25519')]
  await expect
    .poll(() => app.api('POST', '/ssh-keys', { key: ofBob.line }, app.bobToken).then(() => 'added', String), {
      timeout: 20_000,
    })
    .toBe('added')
  await app.api('POST', '/projects/lunar/elsewhere/keys', { key: ofMachine.line, readOnly: false })
  const before = await world.digest()
  for (const key of [ofBob, ofMachine]) {
    await using client = await sshClient(app.app, key)
    for (const command of [
      'git-upload-pack',
      'git-receive-pack',
      'git-upload-archive',
      'git-lfs-authenticate-download',
      'git-lfs-authenticate-upload',
    ]) {
      const [, program, operation] = /^(git-(?:lfs-authenticate|[a-z]+-[a-z]+))(?:-(\w+))?$/.exec(command)!
      const ask = (name: string) =>
        client.ssh('git@127.0.0.1', `${program} 'lunar/${name}.git'${operation ? ` ${operation}` : ''}`)
      const [hidden, none] = [await ask('moonbase'), await ask('moonbasf')]
      expect(hidden.code, command).not.toBe(0)
      expect(hidden.stdout + hidden.stderr, command).not.toContain('plan-of-alice')
      expect([hidden.code, hidden.stdout, hidden.stderr], command).toEqual([
        none.code,
        none.stdout.replaceAll('moonbasf', 'moonbase'),
        none.stderr.replaceAll('moonbasf', 'moonbase'),
      ])
    }
    const pushed = await client.attempt('.', 'ls-remote', client.remote('lunar/moonbase'))
    expect(pushed.code).not.toBe(0)
  }
  expect(await world.digest()).toEqual(before)
}, 120_000)
