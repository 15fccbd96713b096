import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { openSandbox, testSandbox } from './sandbox.suite.ts'

const here = await openSandbox(join(tmpdir(), 'devflow-probe'))
const works = here.sandbox.name === 'bubblewrap'
const memory = here.sandbox.unenforced.memoryMb
await here.dispose()

if (works) {
  testSandbox('bubblewrap', (dataDir) => openSandbox(dataDir), memory ? { memory } : {})
} else {
  test.skip(`bubblewrap: ${here.service.warning}`, () => {})
}

test.runIf(works)('a data folder and a Node below a folder of mode 0700 work', async () => {
  const closed = mkdtempSync(join(tmpdir(), 'devflow-closed-'))
  const work = join(closed, 'deep/work')
  mkdirSync(work, { recursive: true })
  const { sandbox, dispose } = await openSandbox(join(closed, 'data'))
  const child = await sandbox.spawn({
    id: 'closed',
    command: [
      'node',
      '-e',
      'require("fs").writeFileSync("made", "x"); console.log(require("fs").readdirSync("../..").join())',
    ],
    cwd: work,
    mounts: [{ path: work, access: 'write' }],
    env: {},
    network: { loopback: [] },
  })
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  expect({ out, err, ...(await child.wait()) }).toEqual({
    out: 'deep\n',
    err: '',
    code: 0,
    signal: null,
    timedOut: false,
  })
  await dispose()
  rmSync(closed, { recursive: true })
})
