import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { type AddressInfo, isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, test } from 'vitest'
import { createEgress } from './egress.ts'

const INTERNAL: Record<string, readonly string[]> = {
  loopback: ['127.0.0.1', '127.255.0.9', '[::1]'],
  unspecified: ['0.0.0.0', '0.1.2.3', '[::]'],
  private: ['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.0.1', '[fc00::1]', '[fd12:3456::1]'],
  'link-local, with the address of cloud metadata': ['169.254.169.254', '169.254.0.1', '[fe80::1]'],
  'site-local': ['[fec0::1]'],
  'carrier-grade NAT': ['100.64.0.1', '100.127.255.254'],
  'multicast and broadcast': ['224.0.0.1', '239.255.255.250', '255.255.255.255', '[ff02::1]'],
  reserved: ['240.0.0.1', '192.0.2.1', '198.18.0.1', '203.0.113.9', '192.0.0.8', '[2001:db8::1]', '[100::1]'],
  'IPv4 in IPv6 clothes': ['[::ffff:127.0.0.1]', '[::ffff:a9fe:a9fe]', '[::127.0.0.1]'],
  'NAT64, 6to4 and Teredo': ['[64:ff9b::7f00:1]', '[64:ff9b:1::a00:1]', '[2002:7f00:1::1]', '[2001:0:1::1]'],
  'other spellings of IPv4': ['2130706433', '0x7f.1', '0177.0.0.1', '127.1', '①②⑦.⓪.⓪.①'],
  'names of this machine': ['localhost', 'api.localhost', 'LOCALHOST.', 'localhost.'],
  "a cloud's host agent behind a public number": ['168.63.129.16'],
}

const egress = createEgress({ allow: [] })
const internal = expect.objectContaining({ code: 'egress.internal_address' })

for (const [range, hosts] of Object.entries(INTERNAL)) {
  test(`${range} is refused without asking the network`, () => {
    for (const host of hosts) {
      expect(() => egress.check(`http://${host}/hook`), host).toThrow(internal)
    }
  })

  const numbers = hosts.map((host) => host.replace(/[[\]]/g, '')).filter(isIP)
  if (numbers.length === 0) continue
  test(`a name that resolves to ${range} is refused`, async () => {
    for (const address of numbers) {
      const named = createEgress({ allow: [], lookup: answers(['93.184.215.14'], [address]) })
      await expect(named.resolve('http://hooks.example.com/'), address).resolves.toMatchObject({
        pinned: '93.184.215.14',
      })
      await expect(named.resolve('http://hooks.example.com/'), address).rejects.toThrow(internal)
    }
  })
}

test('one internal answer among public ones refuses the name', async () => {
  const named = createEgress({ allow: [], lookup: answers(['93.184.215.14', '10.0.0.1']) })
  await expect(named.resolve('http://hooks.example.com/')).rejects.toThrow(internal)
})

test('the refusal names the address and the way out', async () => {
  const named = createEgress({ allow: [], lookup: answers(['10.0.0.1']) })
  await expect(named.resolve('https://hooks.example.com/')).rejects.toThrow(
    'hooks.example.com resolves to the internal address 10.0.0.1, which this server does not reach for others; use a public one, or let the operator add it to DEVFLOW_EGRESS_ALLOW.',
  )
})

test('addresses of this machine are refused whatever range they are from', async () => {
  const own = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
  for (const { address } of own) {
    const named = createEgress({ allow: [], lookup: answers([address]) })
    await expect(named.resolve('http://hooks.example.com/'), address).rejects.toThrow(internal)
  }
})

test('public addresses pass', () => {
  for (const host of [
    '93.184.215.14',
    '[2606:4700::1111]',
    '1.1.1.1',
    '[::ffff:1.1.1.1]',
    '172.32.0.1',
    '100.128.0.1',
  ]) {
    expect(egress.check(`https://${host}/hook`).protocol, host).toBe('https:')
  }
})

test('what is no address of the permitted schemes is refused with an example of one', () => {
  const refusals: [string, string][] = [
    ['nonsense', 'egress.address'],
    ['', 'egress.address'],
    ['http://', 'egress.address'],
    ['file:///etc/passwd', 'egress.scheme'],
    ['gopher://example.com/', 'egress.scheme'],
    ['ssh://git@example.com/a', 'egress.scheme'],
    ['http://user:secret@example.com/', 'egress.credentials'],
    ['http://user@example.com/', 'egress.credentials'],
    ['http://example.com:25/', 'egress.port'],
    ['http://example.com:1023/', 'egress.port'],
    [`http://example.com/${'a'.repeat(2_000)}`, 'egress.address'],
  ]
  for (const [address, code] of refusals) {
    expect(() => egress.check(address), address).toThrow(expect.objectContaining({ code }))
  }
  for (const fine of ['http://example.com:1024/', 'https://example.com:443/', 'http://example.com/a?b=c#d']) {
    expect(egress.check(fine).hostname).toBe('example.com')
  }
})

test('git and ssh are for those who ask for them, and a host is never an option of a program', () => {
  const rules = { schemes: ['https:', 'ssh:', 'git:'] }
  expect(egress.check('ssh://git@example.com/a.git', rules).username).toBe('git')
  expect(egress.check('git://example.com/a.git', rules).port).toBe('')
  expect(egress.check('https://u:p@example.com/a.git', { ...rules, credentials: true }).password).toBe('p')
  for (const [address, code] of [
    ['ssh://git:pw@example.com/a', 'egress.credentials'],
    ['ssh://-oProxyCommand=id/a', 'egress.address'],
    ['git:///a', 'egress.address'],
    ['ssh://exa%20mple.com/a', 'egress.address'],
    ['ssh://2130706433/a', 'egress.internal_address'],
    ['git://0x7f000001/a', 'egress.internal_address'],
    ['ssh://[::1]/a', 'egress.internal_address'],
  ]) {
    expect(() => egress.check(address!, rules), address).toThrow(expect.objectContaining({ code }))
  }
})

test('the operator may allow a host, an address or a range, and nothing near it', async () => {
  const lookup = answers(['10.1.2.3'])
  const allowing = (...allow: string[]) => createEgress({ allow, lookup })
  await expect(allowing('hooks.corp').resolve('http://HOOKS.corp:81/')).resolves.toMatchObject({ pinned: '10.1.2.3' })
  await expect(allowing('10.0.0.0/8').resolve('http://hooks.corp/')).resolves.toMatchObject({ pinned: '10.1.2.3' })
  await expect(allowing('::1').resolve('http://[::1]:25/')).resolves.toMatchObject({ pinned: '::1', port: 25 })
  await expect(allowing('localhost').resolve('http://localhost/')).resolves.toMatchObject({ host: 'localhost' })
  await expect(allowing('10.1.2.4').resolve('http://hooks.corp/')).rejects.toThrow(internal)
  await expect(allowing('corp').resolve('http://hooks.corp/')).rejects.toThrow(internal)
  for (const nonsense of ['10.0.0.0/33', 'http://a', 'a b', '*']) {
    expect(() => allowing(nonsense), nonsense).toThrow(expect.objectContaining({ code: 'config.egress_allow' }))
  }
})

test('a name that does not resolve says so', async () => {
  const named = createEgress({ allow: [], lookup: () => Promise.reject(new Error('ENOTFOUND')) })
  await expect(named.resolve('http://nowhere.example/')).rejects.toThrow('The name nowhere.example does not resolve')
  await expect(createEgress({ allow: [], lookup: answers([]) }).resolve('http://empty.example/')).rejects.toThrow(
    expect.objectContaining({ code: 'egress.unresolved' }),
  )
})

const LIMITS = { method: 'POST', timeoutMs: 10_000, maxBytes: 1_000 }

test('the connection goes to the address that was judged, though the name answers another by then', async () => {
  await using judged = await listen((request, response) => response.end(`hello ${request.headers.host}`))
  let asked = 0
  const rebinding = createEgress({
    allow: ['127.0.0.1'],
    // The second answer would be refused, and the third name server is the system's, which knows no such name.
    lookup: async () => [{ address: asked++ === 0 ? '127.0.0.1' : '127.0.0.2', family: 4 }],
  })
  const answer = await rebinding.fetch(`http://rebind.example:${judged.port}/`, LIMITS)
  expect(answer.body.toString()).toBe(`hello rebind.example:${judged.port}`)
  expect(asked).toBe(1)
  await expect(rebinding.fetch(`http://rebind.example:${judged.port}/`, LIMITS)).rejects.toThrow(internal)
  expect(judged.requests).toHaveLength(1)
})

test('a request sends method, headers and body, and gives back status, headers and body', async () => {
  await using server = await listen(async (request, response) => {
    const body = (await request.toArray()).join('')
    response.writeHead(201, { 'x-method': request.method, 'x-type': request.headers['content-type'] })
    response.end(`got ${body}`)
  })
  const answer = await local().fetch(server.url, { ...LIMITS, headers: { 'content-type': 'text/plain' }, body: 'ünï' })
  expect(answer).toMatchObject({ status: 201, headers: { 'x-method': 'POST', 'x-type': 'text/plain' }, cut: false })
  expect(answer.body.toString()).toBe('got ünï')
})

test('a redirect is answered, never followed', async () => {
  await using server = await listen((_, response) =>
    response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
  )
  const answer = await local().fetch(server.url, LIMITS)
  expect(answer).toMatchObject({ status: 302, headers: { location: 'http://169.254.169.254/latest' } })
})

test('a body is read up to its limit and not a byte further', async () => {
  await using exact = await listen((_, response) => response.end('x'.repeat(1_000)))
  const whole = await local().fetch(exact.url, LIMITS)
  expect([whole.body.length, whole.cut]).toEqual([1_000, false])
  await using endless = await listen((_, response) => {
    const pour = (): void => {
      while (!response.destroyed && response.write('y'.repeat(100_000)));
    }
    response.on('drain', pour)
    pour()
  })
  const cut = await local().fetch(endless.url, LIMITS)
  expect([cut.body.length, cut.cut]).toEqual([1_000, true])
})

test('one that hangs, closes, refuses or talks nonsense is a sentence', async () => {
  await using hanging = await listen(() => undefined)
  await expect(local().fetch(hanging.url, { ...LIMITS, timeoutMs: 200 })).rejects.toThrow(
    expect.objectContaining({ code: 'egress.timeout', message: expect.stringContaining('did not answer within') }),
  )
  await using dripping = await listen((_, response) => void response.write('a'))
  await expect(local().fetch(dripping.url, { ...LIMITS, timeoutMs: 200 })).rejects.toThrow(
    expect.objectContaining({ code: 'egress.timeout' }),
  )
  await using closing = await listen((request) => void request.socket.destroy())
  await expect(local().fetch(closing.url, LIMITS)).rejects.toThrow(/could not be reached: it closed the connection;/)
  await using nonsense = await listen((request) => void request.socket.end('SMTP hello\r\n\r\n'))
  await expect(local().fetch(nonsense.url, LIMITS)).rejects.toThrow(/its answer is not HTTP/)
  const gone = await listen(() => undefined)
  await gone[Symbol.asyncDispose]()
  await expect(local().fetch(gone.url, LIMITS)).rejects.toThrow(/could not be reached: nothing listens there;/)
  const stopped = AbortSignal.abort(new Error('the server stops'))
  await expect(local().fetch(hanging.url, { ...LIMITS, signal: stopped })).rejects.toThrow('the server stops')
})

const local = () => createEgress({ allow: ['127.0.0.1'] })

/** Answers one list after the other, then the last again. */
function answers(...lists: string[][]) {
  let asked = 0
  return async () =>
    lists[Math.min(asked++, lists.length - 1)]!.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
}

async function listen(listener: RequestListener) {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    listener(request, response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    port,
    requests,
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
