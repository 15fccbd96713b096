import { createHmac } from 'node:crypto'
import type { OutgoingMessage } from '#hooks'

const TARGETS = { project: 'repository', org: 'organization', app: 'integration' } as const

/** The request that carries a payload, with the headers that receivers of GitHub's webhooks read, signed with the hook's secret. */
export function printRequest({ guid, event, payload, receiver }: OutgoingMessage, target: number) {
  const form = receiver.contentType === 'form'
  const body = form ? new URLSearchParams({ payload }).toString() : payload
  const sign = (algorithm: 'sha1' | 'sha256'): string =>
    `${algorithm}=${createHmac(algorithm, receiver.secret ?? '')
      .update(body)
      .digest('hex')}`
  return {
    body,
    headers: {
      Accept: '*/*',
      'Content-Type': form ? 'application/x-www-form-urlencoded' : 'application/json',
      // Receivers look for the beginning.
      'User-Agent': 'GitHub-Hookshot/devflow',
      'X-GitHub-Delivery': guid,
      'X-GitHub-Event': event,
      'X-GitHub-Hook-ID': String(receiver.databaseId),
      'X-GitHub-Hook-Installation-Target-ID': String(target),
      'X-GitHub-Hook-Installation-Target-Type': TARGETS[receiver.kind],
      ...(receiver.secret === undefined
        ? {}
        : { 'X-Hub-Signature': sign('sha1'), 'X-Hub-Signature-256': sign('sha256') }),
    },
  }
}
