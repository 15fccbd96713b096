import type { components } from '@octokit/openapi-types'
import type { Delivery, DeliverySummary, Hook } from '#hooks'
import type { Urls } from '../urls.ts'

export interface HookHome {
  kind: 'Repository' | 'Organization'
  /** Below the API: `repos/alice/shop`. */
  path: string
}

type RepositoryHook = components['schemas']['hook']

export function printHook(hook: Hook, { kind, path }: HookHome, urls: Urls) {
  const url = `${urls.api}/${path}/hooks/${hook.databaseId}`
  return {
    type: kind,
    id: hook.databaseId,
    name: 'web',
    active: hook.active,
    events: hook.events,
    config: printHookConfig(hook),
    updated_at: hook.updatedAt,
    created_at: hook.createdAt,
    url,
    ...(kind === 'Repository' ? { test_url: `${url}/test` } : {}),
    ping_url: `${url}/pings`,
    deliveries_url: `${url}/deliveries`,
  }
}

/** The API shows how the latest delivery ended, too. */
export function printRepositoryHook(hook: Hook, home: HookHome, urls: Urls): RepositoryHook {
  return {
    ...printHook(hook, home, urls),
    test_url: `${urls.api}/${home.path}/hooks/${hook.databaseId}/test`,
    last_response: printLastResponse(hook),
  }
}

/** A secret is only said to be there. */
export function printHookConfig({ contentType, insecureTls, url, hasSecret }: Hook) {
  return {
    content_type: contentType,
    insecure_ssl: insecureTls ? '1' : '0',
    ...(hasSecret ? { secret: '********' } : {}),
    url,
  }
}

function printLastResponse({ lastResponse }: Hook): RepositoryHook['last_response'] {
  if (!lastResponse) return { code: null, status: 'unused', message: null }
  const status = lastResponse.problem === null ? 'active' : 'misconfigured'
  return { code: lastResponse.status, status, message: lastResponse.problem ?? 'OK' }
}

type Summary = ReturnType<typeof DeliverySummary.parse>

export function printDeliverySummary(delivery: Summary) {
  return {
    id: delivery.databaseId,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt ?? delivery.createdAt,
    redelivery: delivery.redelivery,
    duration: Math.round(delivery.durationMs ?? 0) / 1000,
    status: statusOf(delivery),
    status_code: delivery.status ?? 0,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installation,
    repository_id: null,
    throttled_at: null,
  }
}

export function printDelivery(delivery: ReturnType<typeof Delivery.parse>) {
  const { request, response, url } = delivery
  return {
    ...printDeliverySummary(delivery),
    ...(url === null ? {} : { url }),
    request: { headers: request.headers, payload: request.payload },
    response: { headers: response.headers, payload: response.body },
  }
}

/** Where no answer came, the sentence that says why. */
function statusOf({ outcome, status, problem }: Summary): string {
  if (outcome === 'delivered') return 'OK'
  if (outcome === 'pending') return problem ?? 'Pending'
  return status === null ? (problem ?? 'Failed') : `Invalid HTTP Response: ${status}`
}
