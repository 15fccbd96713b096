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
  'id',
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
