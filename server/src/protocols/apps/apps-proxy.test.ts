import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DeploymentsKit, openDeployments } from '../../runtime/deployments/kit.suite.ts'

let kit: DeploymentsKit
beforeAll(async () => {
  kit = await openDeployments()
})
afterAll(() => kit[Symbol.asyncDispose]())

async function put(name: string, files: Record<string, string>) {
  const id = await kit.project(name)
  await kit.commit(id, files)
  return kit.until(name, (await kit.deploy(name)).id, 'live', 'failed')
}

describe('to a static site', () => {
  const large = 'x'.repeat(300_000)
  beforeAll(async () => {
    await put('site', {
      'index.html': 'home',
      'about.html': 'about',
      'docs/index.html': 'docs',
      'style.css': 'a{}',
      'large.txt': large,
      'empty.txt': '',
      '404.html': 'my own 404',
      '.env': 'SECRET=1',
      'sub/.hidden': 'CONCEALED',
      '.well-known/security.txt': 'contact',
      'ünï code.txt': 'unicode',
    })
  })
  const ask = (path: string, init = {}) => kit.ask('site.alice', path, init)

  test('pages are found with and without their ending, folders by their index', async () => {
    expect(await ask('/')).toMatchObject({ status: 200, body: 'home' })
    expect(await ask('/index.html?x=1')).toMatchObject({ status: 200, body: 'home' })
    expect(await ask('/about')).toMatchObject({ status: 200, body: 'about' })
    expect(await ask('/docs/')).toMatchObject({ status: 200, body: 'docs' })
    expect(await ask('/docs?a=b')).toMatchObject({ status: 308, headers: { location: '/docs/?a=b' } })
    expect(await ask('/%C3%BCn%C3%AF%20code.txt')).toMatchObject({ status: 200, body: 'unicode' })
    expect(await ask('/.well-known/security.txt')).toMatchObject({ status: 200, body: 'contact' })
  })

  test('types are named and never guessed', async () => {
    const { headers } = await ask('/style.css')
    expect(headers['content-type']).toBe('text/css; charset=utf-8')
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  test('a known file is not sent again', async () => {
    const { headers } = await ask('/style.css')
    expect(await ask('/style.css', { headers: { 'if-none-match': headers.etag } })).toMatchObject({
      status: 304,
      body: '',
    })
    expect(await ask('/style.css', { headers: { 'if-modified-since': headers['last-modified'] } })).toMatchObject({
      status: 304,
    })
    expect(await ask('/style.css', { headers: { 'if-none-match': '"other"' } })).toMatchObject({ status: 200 })
  })

  test('ranges', async () => {
    const range = (value: string) => ask('/large.txt', { headers: { range: value } })
    expect(await range('bytes=0-9')).toMatchObject({
      status: 206,
      body: 'x'.repeat(10),
      headers: { 'content-range': 'bytes 0-9/300000' },
    })
    expect((await range('bytes=299990-')).body).toHaveLength(10)
    expect((await range('bytes=-5')).body).toHaveLength(5)
    expect((await range('bytes=0-99999999')).body).toHaveLength(300_000)
    expect(await range('bytes=300000-')).toMatchObject({ status: 416, headers: { 'content-range': 'bytes */300000' } })
    expect(await range('bytes=5-2')).toMatchObject({ status: 416 })
    expect(await range('bytes=-')).toMatchObject({ status: 200 })
  })

  test('HEAD, empty files and other methods', async () => {
    expect(await ask('/large.txt', { method: 'HEAD' })).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-length': '300000' },
    })
    expect(await ask('/empty.txt')).toMatchObject({ status: 200, body: '' })
    expect(await ask('/', { method: 'POST', body: 'x' })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD' },
    })
  })

  test('nothing hidden and nothing outside is served; the site’s own 404 page is', async () => {
    const paths = [
      '/.env',
      '/sub/.hidden',
      '/%2eenv',
      '/missing',
      '/../../release.json',
      '/..%2f..%2frelease.json',
      '/%2e%2e/release.json',
      '/sub/..%5c..%5crelease.json',
      '/a%00.html',
      '/%E0%A4%A',
      '//etc/passwd',
      '/sub',
    ]
    for (const path of paths) {
      const { status, body } = await ask(path)
      expect([path, status]).toEqual([path, 404])
      expect(body).not.toMatch(/SECRET=|CONCEALED|static|root:/)
    }
    expect((await ask('/missing')).body).toBe('my own 404')
  })
})

test('links that a build planted lead nowhere outside the site', async () => {
  const build = `
    const fs = require('fs')
    fs.mkdirSync('dist/inside', { recursive: true })
    fs.writeFileSync('dist/index.html', 'home')
    fs.writeFileSync('dist/inside/page.html', 'inside')
    fs.writeFileSync('private.txt', 'CONCEALED')
    fs.symlinkSync('/etc/passwd', 'dist/passwd.txt')
    fs.symlinkSync('..', 'dist/up')
    fs.symlinkSync('inside/page.html', 'dist/fine.html')`
  const live = await put('links', {
    'package.json': JSON.stringify({ scripts: { build: 'node build.js' } }),
    'build.js': build,
  })
  expect(live).toMatchObject({ state: 'live', kind: 'static' })
  expect((await kit.ask('links.alice', '/fine.html')).body).toBe('inside')
  expect((await kit.ask('links.alice', '/passwd.txt')).status).toBe(404)
  expect((await kit.ask('links.alice', '/up/private.txt')).status).toBe(404)
})

describe('to a Node application', () => {
  beforeAll(async () => {
    await put('node', {
      'package.json': JSON.stringify({ scripts: { start: 'node server.js' } }),
      'server.js': `
        const http = require('http'), crypto = require('crypto')
        const server = http.createServer((request, response) => {
          if (request.url === '/stream') { response.write('first'); response.on('close', () => {}); setTimeout(() => response.end('second'), 100); return }
          if (request.url === '/cut') { response.writeHead(200, { 'content-length': 100 }); response.write('some'); setTimeout(() => response.destroy(), 50); return }
          let size = 0
          request.on('data', (chunk) => { size += chunk.length })
          request.on('end', () => { response.setHeader('set-cookie', ['a=1', 'b=2']); response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, size })) })
        })
        server.on('upgrade', (request, socket) => {
          const accept = crypto.createHash('sha1').update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64')
          socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: ' + accept + '\\r\\n\\r\\n')
          socket.pipe(socket)
        })
        server.listen(process.env.PORT, process.env.HOST)`,
    })
  })
  const ask = (path: string, init = {}) => kit.ask('node.alice', path, init)

  test('requests and answers pass as they are, bodies included', async () => {
    const { status, headers, body } = await ask('/a%20b?c=d&e', { method: 'PUT', body: 'y'.repeat(200_000) })
    expect({ status, cookies: headers['set-cookie'] }).toEqual({ status: 200, cookies: ['a=1', 'b=2'] })
    expect(JSON.parse(body)).toMatchObject({ method: 'PUT', url: '/a%20b?c=d&e', size: 200_000 })
    expect((await ask('/stream')).body).toBe('firstsecond')
  })

  test('the application learns who asked, from us and not from the client', async () => {
    const forged = {
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-host': 'evil',
      'x-forwarded-user': 'admin',
      forwarded: 'for=6.6.6.6',
    }
    const { headers } = JSON.parse((await ask('/', { headers: forged })).body)
    expect(headers).toMatchObject({
      host: `node.alice.localhost:${kit.port}`,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': `node.alice.localhost:${kit.port}`,
      'x-forwarded-proto': 'http',
    })
    expect(headers).not.toHaveProperty('forwarded')
    expect(headers).not.toHaveProperty('x-forwarded-user')
  })

  test('DevFlow’s own cookies and tokens stay here; the application’s own pass', async () => {
    const own = JSON.parse(
      (await ask('/', { headers: { cookie: 'a=1; devflow_session=secret; b=2', authorization: 'Bearer dfl_abc' } }))
        .body,
    )
    expect(own.headers.cookie).toBe('a=1; b=2')
    expect(own.headers).not.toHaveProperty('authorization')
    const basic = `Basic ${Buffer.from('alice:dfl_abc').toString('base64')}`
    const only = JSON.parse(
      (await ask('/', { headers: { cookie: 'devflow_session=secret', authorization: basic, 'x-api-key': 'dfl_x' } }))
        .body,
    )
    expect(only.headers).not.toHaveProperty('cookie')
    expect(only.headers).not.toHaveProperty('authorization')
    expect(only.headers).not.toHaveProperty('x-api-key')
    const theirs = JSON.parse((await ask('/', { headers: { authorization: 'Bearer theirs', 'x-api-key': 'k' } })).body)
    expect(theirs.headers).toMatchObject({ authorization: 'Bearer theirs', 'x-api-key': 'k' })
  })

  test('an answer that breaks off breaks off for the client too', async () => {
    await expect(ask('/cut')).rejects.toThrow()
    expect((await ask('/')).status).toBe(200)
  })

  test('WebSockets pass in both directions', async () => {
    const socket = connect(kit.port, '127.0.0.1')
    const key = Buffer.from('0123456789abcdef').toString('base64')
    socket.write(
      `GET /ws HTTP/1.1\r\nHost: node.alice.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    )
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    let received = ''
    socket.setEncoding('utf8').on('data', (text) => {
      received += text
    })
    while (!received.includes('\r\n\r\n')) await once(socket, 'data')
    expect(received).toContain('101 Switching Protocols')
    expect(received).toContain(accept)
    received = ''
    socket.write('echoed')
    while (received !== 'echoed') await once(socket, 'data')
    socket.destroy()
  })
})

describe('where no application answers', () => {
  const asBrowser = { headers: { accept: 'text/html,*/*' } }

  test('an unknown project, to a browser and to a program', async () => {
    const page = await kit.ask('nothing.alice', '/', asBrowser)
    expect(page.status).toBe(404)
    expect(page.headers['content-type']).toContain('text/html')
    expect(page.body).toContain('There is no such application')
    const json = await kit.ask('nothing.alice')
    expect(JSON.parse(json.body)).toEqual({ error: { message: expect.stringContaining('No project alice/nothing') } })
  })

  test('a project without a deployment', async () => {
    await kit.project('fresh')
    expect(await kit.ask('fresh.alice', '/', asBrowser)).toMatchObject({
      status: 404,
      body: expect.stringContaining('Nothing is deployed here yet'),
    })
  })

  test('a project whose only deployment failed, without its reason', async () => {
    const failed = await put('broken', { 'README.md': 'x' })
    expect(failed.state).toBe('failed')
    const page = await kit.ask('broken.alice', '/', asBrowser)
    expect(page).toMatchObject({ status: 503, body: expect.stringContaining('The deployment failed') })
    expect(page.body).not.toContain('package.json')
  })

  test('a WebSocket to nowhere is refused', async () => {
    const socket = connect(kit.port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: nothing.alice.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    const [answer] = await once(socket.setEncoding('utf8'), 'data')
    expect(answer).toContain('404 Not Found')
    socket.destroy()
  })
})
