import type { components } from '@octokit/openapi-types'
import known from '@rexxars/choosealicense-list/licenses.json' with { type: 'json' }
import type { Urls } from './urls.ts'

type Schemas = components['schemas']

/** One of the licences that GitHub offers, from choosealicense.com. */
export type License = (typeof known)['MIT']

/** By GitHub's key, which is the name of SPDX in small letters. */
const BY_KEY = new Map(Object.values(known).map((license) => [license['spdx-id'].toLowerCase(), license as License]))

/** Those that are offered to whoever begins a repository. */
export const OFFERED: readonly License[] = [...BY_KEY.values()].filter(({ hidden }) => !hidden)

export function findLicense(key: string): License | undefined {
  return BY_KEY.get(key.toLowerCase())
}

/** The text with its blanks filled. */
export function fillLicense({ body }: License, { year, owner }: { year: number; owner: string }): string {
  return body
    .replaceAll(/\[(?:year|yyyy)\]/g, String(year))
    .replaceAll(/\[(?:fullname|name of copyright owner)\]/g, () => owner)
}

/** How much of two texts must be the same words; GitHub's own threshold. */
const LEAST_LIKENESS = 0.98
/** The longest licence of the list has 35 kB. */
const MOST_TEXT_CHARACTERS = 100_000

/** Which licence a file holds, whoever's names are in it; undefined for a text of somebody's own. */
export function detectLicense(text: string): License | undefined {
  if (text.length > MOST_TEXT_CHARACTERS) return undefined
  const given = wordsOf(text)
  let best: { license: License; likeness: number } | undefined
  for (const license of BY_KEY.values()) {
    const likeness = likenessOf(given, wordsOfKnown(license))
    if (likeness >= LEAST_LIKENESS && likeness > (best?.likeness ?? 0)) best = { license, likeness }
  }
  return best?.license
}

const words = new Map<License, ReadonlyMap<string, number>>()
function wordsOfKnown(license: License): ReadonlyMap<string, number> {
  const counted = words.get(license) ?? wordsOf(license.body)
  words.set(license, counted)
  return counted
}

/** How often each word stands in it, without the line that says whose it is. */
function wordsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  const plain = text.toLowerCase().replace(/^\s*copyright (?:\(c\)|©|\[|\d).*$/gm, '')
  for (const [word] of plain.matchAll(/[a-z0-9]+/g)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/** Sørensen and Dice: twice what both have, of what they have together. */
function likenessOf(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const size = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0)
  let shared = 0
  for (const [word, count] of a) shared += Math.min(count, b.get(word) ?? 0)
  return (2 * shared) / Math.max(1, size(a) + size(b))
}

export function printLicense(license: License, urls: Urls) {
  const key = license['spdx-id'].toLowerCase()
  return {
    key,
    name: license.title,
    spdx_id: license['spdx-id'],
    url: `${urls.api}/licenses/${key}`,
    node_id: Buffer.from(`License ${key}`).toString('base64url'),
  }
}

export function printWholeLicense(license: License, urls: Urls): Schemas['license'] {
  return {
    ...printLicense(license, urls),
    html_url: license.urls.choosealicense.toLowerCase(),
    description: license.description,
    implementation: license.how,
    permissions: license.permissions,
    conditions: license.conditions,
    limitations: license.limitations,
    body: license.body,
    featured: license.featured,
  }
}
