import { Hono } from 'hono'
import type { Door, Protocol } from '../protocol.ts'
export function createDocsDoor(_: Door): Protocol {
  return { name: 'docs', spec: '', path: '/api/docs', routes: new Hono(), refuse: (c) => c.text('') }
}
