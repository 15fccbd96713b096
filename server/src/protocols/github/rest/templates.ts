import { gemoji } from 'gemoji'
import { Problem } from '#kernel'
import type { Github } from '../github.ts'
import { findLicense, OFFERED, printLicense, printWholeLicense } from '../licenses.ts'
import { pageOf, pageOfAll, type Rest } from '../rest.ts'

const EMOJI = new Map(gemoji.flatMap(({ emoji, names }) => names.map((name) => [name, emoji] as const)))
const ZEN = [
  'Say what is so.',
  'One word for one thing.',
  'A refusal names the way out.',
  'What is not there is not shown.',
  'Wait for conditions, never for time.',
  'Fewer concepts, more promises kept.',
]

/** What belongs to no repository: licences, emoji, and a word on the way. */
export function templateRoutes(_github: Github, rest: Rest): void {
  rest.get('/licenses', async (ask) => {
    const featured = ask.query('featured')
    const wanted = OFFERED.filter((license) => featured === undefined || String(license.featured) === featured)
    const { items, total } = pageOfAll(ask, wanted)
    return pageOf(
      ask,
      items.map((license) => printLicense(license, ask.urls)),
      { total },
    )
  })
  rest.get('/licenses/:license', async (ask) => {
    const license = findLicense(ask.param('license'))
    if (license) return printWholeLicense(license, ask.urls)
    throw new Problem(
      'not_found',
      'github.no_license',
      `There is no licence ${JSON.stringify(ask.param('license').slice(0, 50))} in the list; GET /licenses shows it.`,
    )
  })

  // Drawn by whoever looks, with the letters of their system: no picture is fetched from anywhere.
  rest.get('/emojis', async (ask) =>
    Object.fromEntries(
      [...EMOJI.keys()].map((name) => [name, `${ask.urls.api}/emojis/${encodeURIComponent(name)}.svg`]),
    ),
  )
  rest.get('/emojis/:picture{[^/]+\\.svg}', async (ask) => {
    const emoji = EMOJI.get(ask.param('picture').slice(0, -'.svg'.length))
    if (!emoji)
      throw new Problem('not_found', 'github.no_emoji', 'There is no emoji of this name; GET /emojis shows them all.')
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><text x="10" y="16" font-size="16" text-anchor="middle">${emoji}</text></svg>`
    return new Response(svg, {
      headers: {
        'Content-Type': 'image/svg+xml',
        'Cache-Control': 'public, max-age=86400',
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'X-Content-Type-Options': 'nosniff',
      },
    })
  })

  // None is kept here; clients that offer them show an empty list.
  rest.get('/gitignore/templates', async () => [])
  rest.get('/gitignore/templates/:template', async () => {
    throw new Problem(
      'not_found',
      'github.no_template',
      'No templates of .gitignore are kept here; push a file of your own.',
    )
  })

  rest.get(
    '/zen',
    async () =>
      new Response(ZEN[Math.floor(Math.random() * ZEN.length)], {
        headers: { 'Content-Type': 'text/plain; charset=utf-8' },
      }),
  )
}
