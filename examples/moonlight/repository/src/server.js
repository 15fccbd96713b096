import { createServer } from 'node:http'
import { moonPhase } from './moon.js'
import { renderPage } from './page.js'

export function handle(request, response) {
  const url = new URL(request.url, 'http://localhost')
  if (request.method !== 'GET') return send(response, 405, 'text/plain', 'Only GET is answered here.\n')
  if (url.pathname === '/') {
    const now = new Date()
    return send(response, 200, 'text/html; charset=utf-8', renderPage(now, moonPhase(now)))
  }
  return send(response, 404, 'text/plain', `There is no page ${url.pathname}.\n`)
}

function send(response, status, type, body) {
  response.writeHead(status, { 'Content-Type': type })
  response.end(body)
}

if (import.meta.main ?? process.argv[1] === import.meta.filename) {
  const port = Number(process.env.PORT ?? 3000)
  createServer(handle).listen(port, () => console.log(`Moonlight listens on port ${port}`))
}
