/** How the model's provider is reached: shared by everything in the server that calls it. */
export interface ModelProvider {
  /** With or without `/v1`, as people paste it. */
  baseUrl: string
  apiKey: string | undefined
}

const VERSION_SEGMENT = /^v\d+(?:alpha|beta)?\d*$/

/**
 * The address of one endpoint, such as `chat/completions`. `/v1` is added unless the base URL carries a version itself:
 * `https://host`, `https://host/v1`, `https://host/api/v4` and `https://host/v1beta/openai` all work.
 */
export function modelUrl(baseUrl: string, endpoint: string): URL {
  const url = new URL(baseUrl)
  const segments = url.pathname.split('/').filter(Boolean)
  if (!segments.some((segment) => VERSION_SEGMENT.test(segment))) segments.push('v1')
  url.pathname = `/${[...segments, ...endpoint.split('/')].join('/')}`
  url.hash = ''
  return url
}

/** The version of the Messages API that is asked for when the client names none. */
const ANTHROPIC_VERSION = '2023-06-01'

/**
 * The credentials that the provider expects. Anthropic itself takes `x-api-key` and mistakes a bearer token for a
 * sign-in; hosts that only speak its dialect take one or the other, so they get both.
 */
export function modelCredentials(provider: ModelProvider, endpoint: string): Record<string, string> {
  const host = new URL(provider.baseUrl).hostname
  const isAnthropic = host === 'anthropic.com' || host.endsWith('.anthropic.com')
  const speaksMessages = endpoint.startsWith('messages') || (isAnthropic && endpoint.startsWith('models'))
  const headers: Record<string, string> = {}
  if (speaksMessages) headers['anthropic-version'] = ANTHROPIC_VERSION
  if (provider.apiKey === undefined) return headers
  if (speaksMessages) headers['x-api-key'] = provider.apiKey
  if (!speaksMessages || !isAnthropic) headers.authorization = `Bearer ${provider.apiKey}`
  return headers
}
