import { expect, test } from 'vitest'
import { parseAppHost } from './app-address.ts'

const parse = (host: string) => parseAppHost(host, ['localhost', 'devflow.example.com'])
const address = (owner: string, name: string, environment = 'production') => ({ owner, name, environment })

test('a host names owner, project and environment', () => {
  expect(parse('shop.alice.localhost')).toEqual(address('alice', 'shop'))
  expect(parse('Shop.Alice.LOCALHOST:4700')).toEqual(address('alice', 'shop'))
  expect(parse('shop.alice.localhost.')).toEqual(address('alice', 'shop'))
  expect(parse('pr-7.shop.alice.localhost')).toEqual(address('alice', 'shop', 'pr-7'))
  expect(parse('shop.alice.devflow.example.com')).toEqual(address('alice', 'shop'))
})

test('DevFlow’s own hosts and malformed ones are not applications', () => {
  const others = [
    '',
    'localhost',
    'localhost:4700',
    'alice.localhost',
    'api.github.localhost',
    '127.0.0.1:4700',
    'devflow.example.com',
    'a.b.c.d.localhost',
    '.alice.localhost',
    'shop..localhost',
    '-shop.alice.localhost',
    'sh_op.alice.localhost',
    'shop.alice.example.com',
    'shop.alicelocalhost',
    '[::1]:4700',
  ]
  for (const host of others) expect([host, parse(host)]).toEqual([host, undefined])
})
