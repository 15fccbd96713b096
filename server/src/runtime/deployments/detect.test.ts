import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { detect } from './detect.ts'

async function detectIn(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'devflow-detect-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const found = await detect(folder)
  rmSync(folder, { recursive: true })
  return found
}
const manifest = (fields: object) => ({ 'package.json': JSON.stringify(fields) })
const install = (how: string) => ['npm', how, '--no-audit', '--no-fund']

test('a start script that only starts Node is started without npm', async () => {
  const { plan } = (await detectIn(
    manifest({ scripts: { start: 'node --enable-source-maps src/server.js' } }),
  )) as never
  expect(plan).toEqual({
    kind: 'node',
    install: undefined,
    build: undefined,
    start: ['node', '--enable-source-maps', 'src/server.js'],
  })
})

test('any other start script is npm’s to run', async () => {
  for (const scripts of [
    { start: 'next start' },
    { start: 'node a.js && node b.js' },
    { start: 'NODE_ENV=x node a.js' },
    { start: 'node $FILE' },
    { start: 'node a.js', prestart: 'node b.js' },
  ]) {
    expect(await detectIn(manifest({ scripts }))).toMatchObject({ plan: { start: ['npm', 'run', 'start'] } })
  }
})

test('dependencies are installed, exactly where there is a lock file', async () => {
  const files = manifest({ scripts: { start: 'node a.js' }, dependencies: { a: '1.0.0' } })
  expect(await detectIn(files)).toMatchObject({ plan: { install: install('install') } })
  expect(await detectIn({ ...files, 'package-lock.json': '{}' })).toMatchObject({ plan: { install: install('ci') } })
})

test('a build script without a server makes a site; an index.html beside it is only its template', async () => {
  const found = await detectIn({ ...manifest({ scripts: { build: 'vite build' } }), 'index.html': '' })
  expect(found).toMatchObject({ plan: { kind: 'static', build: ['npm', 'run', 'build'], folder: undefined } })
})

test('a server entry needs no start script', async () => {
  expect(await detectIn({ ...manifest({}), 'server.mjs': '' })).toMatchObject({
    plan: { start: ['node', 'server.mjs'] },
  })
  expect(await detectIn({ ...manifest({ main: 'lib/app.js' }), 'lib/app.js': '' })).toMatchObject({
    plan: { start: ['node', 'lib/app.js'] },
  })
  expect(await detectIn({ ...manifest({}), 'index.js': '', 'index.html': '' })).toMatchObject({
    plan: { kind: 'static' },
  })
})

test('a site is found at the root, in public, dist and build', async () => {
  for (const folder of ['.', 'public', 'dist', 'build']) {
    expect(await detectIn({ [join(folder, 'index.html')]: '' })).toMatchObject({ plan: { kind: 'static', folder } })
  }
})

test('nonsense is answered with a sentence', async () => {
  expect(await detectIn({})).toMatchObject({ failure: expect.stringContaining('index.html') })
  expect(await detectIn({ 'package.json': '[' })).toMatchObject({ failure: expect.stringContaining('not valid JSON') })
  expect(await detectIn({ 'package.json': '"text"' })).toMatchObject({
    failure: expect.stringContaining('not valid JSON'),
  })
  expect(await detectIn(manifest({ scripts: 'x', main: 7, dependencies: [] }))).toMatchObject({
    failure: expect.stringContaining('Nothing to deploy'),
  })
  expect(await detectIn(manifest({ main: '../../etc/passwd' }))).toMatchObject({
    failure: expect.stringContaining('Nothing to deploy'),
  })
})
