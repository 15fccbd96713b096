import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { Hono } from 'hono'
import { type Actor, explain, type Kernel, Problem, type Verb } from '#kernel'
import type { Door, Protocol } from '../protocol.ts'
import { describeTool, permittedVerbs, toolName } from './tools.ts'

const INSTRUCTIONS =
  'DevFlow takes a spec to a live application. Every tool is one of its verbs, with the same rules as for people; a refusal says why and what to do. Projects are addressed by owner and name.'

/** An input is a description, never content; the same bound as under /api. */
const MAX_BODY_BYTES = 1024 * 1024

/**
 * Every verb as a tool over streamable HTTP, for clients of both eras (2025-11-25 and 2026-07-28). Stateless: each request
 * stands alone, so nothing is lost when a server restarts, and nobody's session can be another's.
 */
export function createMcpDoor({ kernel, authenticate }: Door): Protocol {
  const handler = createMcpHandler((context) => createServer(kernel, context.authInfo?.extra?.actor as Actor), {
    maxRequestBodySize: MAX_BODY_BYTES,
    onerror: (error) => kernel.log.info({ err: error }, 'an MCP request was refused'),
  })
  kernel.onStop(() => handler.close())

  const routes = new Hono()
  routes.all('/', async (c) => {
    const actor = await authenticate(c.req.raw)
    if (!actor)
      throw new Problem('unauthenticated', 'identity.unauthenticated', 'Send a DevFlow token: Authorization: Bearer …')
    return handler.fetch(c.req.raw, { authInfo: { token: '', clientId: actor.id, scopes: [], extra: { actor } } })
  })
  return {
    name: 'mcp',
    spec: 'https://modelcontextprotocol.io/specification/2026-07-28',
    path: '/mcp',
    routes,
    refuse(c, problem) {
      if (problem.status === 401) c.header('WWW-Authenticate', 'Bearer realm="DevFlow"')
      const data = { kind: problem.kind, code: problem.code }
      return c.json(
        { jsonrpc: '2.0', id: null, error: { code: -32000, message: problem.message, data } },
        problem.status as 400,
      )
    },
  }
}

function createServer(kernel: Kernel, actor: Actor): McpServer {
  const mcp = new McpServer(
    { name: 'devflow', title: 'DevFlow', version: '0.1.0' },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  )
  const verbs = permittedVerbs(kernel.verbs.list(), actor)
  mcp.server.setRequestHandler('tools/list', () => ({ tools: verbs.map(describeTool) }))
  mcp.server.setRequestHandler('tools/call', async ({ params }) => {
    const verb = verbs.find((candidate) => toolName(candidate) === params.name)
    return callTool(kernel, actor, verb, params)
  })
  return mcp
}

/** A refusal is an answer to the model, which can act on it; never an error of the protocol. */
async function callTool(
  kernel: Kernel,
  actor: Actor,
  verb: Verb | undefined,
  { name, arguments: input = {} }: { name: string; arguments?: Record<string, unknown> | undefined },
) {
  try {
    if (!verb)
      throw new Problem(
        'not_found',
        'mcp.no_tool',
        `There is no tool ${JSON.stringify(name.slice(0, 100))} that you may use; tools/list names those.`,
      )
    const output: unknown = (await kernel.call(verb, input, { actor })) ?? {}
    const structured = typeof output === 'object' && !Array.isArray(output) ? output : { result: output }
    return {
      content: [{ type: 'text' as const, text: JSON.stringify(output) }],
      structuredContent: structured as Record<string, unknown>,
    }
  } catch (error) {
    const { body } = explain(error, kernel.log)
    return {
      isError: true,
      content: [{ type: 'text' as const, text: String(body.error.message) }],
      structuredContent: body as Record<string, unknown>,
    }
  }
}
