import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import type { Door, Protocol } from '../protocol.ts'
import { describeOperation } from './operation.ts'
import { printPage } from './page.ts'

/** The page that describes the HTTP API, made from the verbs themselves. */
export function createDocsDoor({ kernel, publicUrl }: Door): Protocol {
  const routes = new Hono()
  routes.get('/', (c) => {
    const server = publicUrl()
    const operations = kernel.verbs.list().map((verb) => describeOperation(verb, server))
    const nonce = randomBytes(16).toString('base64')
    c.header(
      'Content-Security-Policy',
      `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    )
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('Referrer-Policy', 'no-referrer')
    c.header('Cache-Control', 'no-store')
    return c.html(printPage(operations, { server, nonce }))
  })
  return {
    name: 'docs',
    spec: 'https://spec.openapis.org/oas/v3.1.0',
    path: '/api/docs',
    routes,
    refuse: (c, problem) => c.text(problem.message, problem.status as 400),
  }
}
