import { expect, test } from 'vitest'
import { hostOf, parseSsh } from './address.ts'

test('both forms of an ssh address say where, as whom and which path', () => {
  for (const [address, url, user, path] of [
    ['git@example.com:alice/shop.git', 'ssh://git@example.com/alice/shop.git', 'git', 'alice/shop.git'],
    ['alice@example.com:/srv/shop.git', 'ssh://alice@example.com/srv/shop.git', 'alice', '/srv/shop.git'],
    ['git@[2606:4700::1111]:a.git', 'ssh://git@[2606:4700::1111]/a.git', 'git', 'a.git'],
    [
      'ssh://git@example.com:2222/alice/shop.git',
      'ssh://git@example.com:2222/alice/shop.git',
      'git',
      '/alice/shop.git',
    ],
    ['ssh://example.com/alice/a%20b.git', 'ssh://example.com/alice/a%20b.git', 'git', '/alice/a b.git'],
    ['ssh://git@example.com/~alice/shop.git', 'ssh://git@example.com/~alice/shop.git', 'git', '~alice/shop.git'],
  ]) {
    expect(parseSsh(address!), address).toEqual({ url, user, path })
  }
  expect(hostOf('git@example.com:alice/shop.git')).toBe('example.com')
  expect(hostOf('ssh://git@example.com:2222/a')).toBe('example.com:2222')
  expect(hostOf('https://example.com/a')).toBe('example.com')
})

test('what is no ssh address, or names no path that a program would take for one, is none', () => {
  for (const address of [
    'https://example.com/a.git',
    'example.com:alice/shop.git', // any text with a colon looks like this
    'git@example.com',
    'git@example.com://a',
    'git@example.com:--upload-pack=id',
    'git@example.com:a\nb',
    'git@exa mple.com:a',
    'ssh://git@example.com',
    'ssh://git@example.com/',
    'ssh://git@example.com/%00',
    'ssh://git@example.com/%zz',
  ]) {
    expect(parseSsh(address), address).toBeUndefined()
  }
})
