import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

test('an empty environment is a laptop', () => {
  expect(readConfig({})).toMatchObject({
    port: 4700,
    sshPort: 4722,
    host: '127.0.0.1',
    rehearsal: true,
    databaseUrl: undefined,
    publicUrl: undefined,
    products: new Set(['hub', 'code', 'runtime']),
  })
  expect(readConfig({ DEVFLOW_PRODUCTS: 'runtime, code' }).products).toEqual(new Set(['code', 'runtime']))
})

test.each([
  ['PORT', '80a', 'config.port'],
  ['PORT', '-1', 'config.port'],
  ['PORT', '65536', 'config.port'],
  ['PORT', '1.5', 'config.port'],
  ['DEVFLOW_SSH_PORT', 'on', 'config.port'],
  ['DEVFLOW_SSH_PORT', '65536', 'config.port'],
  ['DATABASE_URL', 'mysql://x/y', 'config.url'],
  ['DATABASE_URL', 'localhost:5432', 'config.url'],
  ['DEVFLOW_PUBLIC_URL', 'devflow.example.com', 'config.url'],
  ['DEVFLOW_PUBLIC_URL', 'javascript:alert(1)', 'config.url'],
  ['DEVFLOW_MODEL_BASE_URL', 'file:///etc/passwd', 'config.url'],
  ['DEVFLOW_PUSH_LIMIT', '2000', 'config.size'],
  ['DEVFLOW_PUSH_LIMIT', '0GiB', 'config.size'],
  ['DEVFLOW_REPOSITORY_LIMIT', '-1GiB', 'config.size'],
  ['DEVFLOW_PRODUCTS', 'code,forge', 'config.products'],
  ['DEVFLOW_ADMIN_TOKEN', 'short', 'config.admin_token'],
  ['DEVFLOW_ADMIN_TOKEN', 'has spaces in it, quite a few', 'config.admin_token'],
])('%s=%s is refused in a sentence that names the variable', (name, value, code) => {
  let refusal: unknown
  try {
    readConfig({ [name]: value })
  } catch (error) {
    refusal = error
  }
  expect(refusal).toMatchObject({ code, message: expect.stringContaining(name) })
  // A token or a password in an address must not be printed back.
  if (code === 'config.admin_token') expect((refusal as Error).message).not.toContain(value)
})

test('a size is given in units of 1024', () => {
  expect(readConfig({ DEVFLOW_PUSH_LIMIT: '500MiB', DEVFLOW_REPOSITORY_LIMIT: '1TiB' })).toMatchObject({
    pushLimitBytes: 500 * 1024 ** 2,
    repositoryLimitBytes: 1024 ** 4,
  })
})

test('git over SSH has a port of its own, which can be any free one or none', () => {
  expect(readConfig({ DEVFLOW_SSH_PORT: 'off' }).sshPort).toBeUndefined()
  expect(readConfig({ DEVFLOW_SSH_PORT: '0' }).sshPort).toBe(0)
  expect(readConfig({ PORT: '0' }).sshPort).toBe(0)
  expect(readConfig({ PORT: '0', DEVFLOW_SSH_PORT: '4722' }).sshPort).toBe(4722)
})
