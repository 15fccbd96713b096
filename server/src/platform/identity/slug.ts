import { z } from 'zod'

/** Names stand in addresses and host names, so they follow the rules of a DNS label; these would collide with our own addresses. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,37}[a-z0-9])?$/, 'use 1 to 39 small letters, digits and inner dashes')
  .refine((slug) => !RESERVED.has(slug), 'is reserved by DevFlow; choose another name')

const RESERVED = new Set(
  'api assets avatars search uploads orgs healthz readyz metrics mcp llm packages v2 runtime otlp loki prometheus tempo sentry analytics ofrep stripe sign-in new settings specs timeline agents tasks projects pulls runs deployments board insights system anybody'.split(
    ' ',
  ),
)
