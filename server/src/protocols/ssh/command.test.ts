import { expect, test } from 'vitest'
import { parseCommand } from './command.ts'

test.each([
  ["git-upload-pack '/alice/shop.git'", 'git-upload-pack'],
  ["git-upload-pack 'alice/shop.git'", 'git-upload-pack'],
  ["git-upload-pack '/alice/shop'", 'git-upload-pack'],
  ["git-upload-pack '/alice/shop.git/'", 'git-upload-pack'],
  ['git-upload-pack /alice/shop.git', 'git-upload-pack'],
  ["git upload-pack '/alice/shop.git'", 'git-upload-pack'],
  ["git-receive-pack '/alice/shop.git'", 'git-receive-pack'],
  ["git-upload-archive '/alice/shop.git'", 'git-upload-archive'],
])('%s is understood', (text, program) => {
  expect(parseCommand(text)).toEqual({ program, address: { owner: 'alice', name: 'shop' } })
})

test.each([
  ['git-lfs-authenticate /alice/shop.git download', 'download'],
  ["git-lfs-authenticate 'alice/shop.git' upload", 'upload'],
  [`git-lfs-authenticate alice/shop.git upload ${'0a'.repeat(32)}`, 'upload'],
])('%s is understood, with what is to be done', (text, operation) => {
  const address = { owner: 'alice', name: 'shop' }
  expect(parseCommand(text)).toEqual({ program: 'git-lfs-authenticate', address, operation })
})

test.each([
  'id',
  'git-lfs-authenticate alice/shop.git',
  'git-lfs-authenticate alice/shop.git delete',
  'git-lfs-authenticate alice/shop.git upload $(id)',
  'git-lfs-transfer alice/shop.git upload',
  "git-upload-pack '/alice/shop.git' download",
  '',
  'bash -c id',
  "git-upload-pack '/alice/shop.git'; id",
  "git-upload-pack '/alice/shop.git' '/bob/garden.git'",
  "git-upload-pack --strict '/alice/shop.git'",
  "git-upload-pack '/alice/sh'\\''op.git'",
  "git-upload-pack '/alice/shop.git\\'",
  "git-upload-pack  '/alice/shop.git'",
  "git-upload-pack '/alice/shop.git'\n",
  'git-upload-pack $(id)',
  'git-upload-pack `id`',
  'git-upload-pack',
  "git-shell '/alice/shop.git'",
  "git-upload-packs '/alice/shop.git'",
  "constructor '/alice/shop.git'",
  "GIT-UPLOAD-PACK '/alice/shop.git'",
])('%j is no command', (text) => {
  expect(() => parseCommand(text)).toThrow(expect.objectContaining({ code: 'ssh.command' }))
})

test.each([
  "git-upload-pack ''",
  "git-upload-pack '/alice'",
  "git-upload-pack '/alice/shop/more.git'",
  "git-upload-pack '//alice/shop.git'",
  "git-upload-pack '~alice/shop.git'",
  "git-upload-pack '/alice/../bob/garden.git'",
  "git-upload-pack '/alice/sh op.git'",
  "git-upload-pack '/alice/shop\0.git'",
  "git-upload-pack '/ålice/shop.git'",
  `git-upload-pack '/alice/${'a'.repeat(101)}'`,
])('%j is no address', (text) => {
  expect(() => parseCommand(text)).toThrow(expect.objectContaining({ kind: 'not_found', code: 'ssh.address' }))
})
