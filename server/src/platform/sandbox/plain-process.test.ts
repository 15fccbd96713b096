import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSandbox, testSandbox } from './sandbox.suite.ts'

testSandbox('plain process', (dataDir) => openSandbox(dataDir, { driver: 'process' }), {
  'files outside': 'it sees the files its user sees',
  'read-only mounts': 'nothing is mounted',
  'processes outside': 'it shares the process table',
  'no network': 'it shares the network',
  'other ports': 'it shares the network',
  privileges: 'it is whoever the server can make it, and set-uid programs work',
  'unmarked daemons': 'a daemon that clears its environment cannot be told from any other process',
  'fork bombs': 'the limit would count every process of the user',
  memory: 'it has no control group',
})

test('where bubblewrap does not work the server says once that nothing is isolated', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'devflow-plain-'))
  const { service, warnings, dispose } = await openSandbox(dataDir, { driver: 'process' })
  expect(service.current).toMatchObject({ name: 'process', isolated: false })
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toContain('WITHOUT isolation')
  expect(service.warning).toBe(warnings[0])
  await dispose()
  rmSync(dataDir, { recursive: true })
})
