import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { npmClient } from '../clients.ts'
import { HATS } from './hats.kit.ts'
import { fill, NO_PROJECT, NO_SUCH_THING, type Route, readBodies, routesOf } from './routes.kit.ts'
import { createWorld, type World } from './world.kit.ts'

/**
 * Everybody who may not, tries every route of GitHub's REST API on what is alice's. Routes are taken from the router and bodies from
 * GitHub's own description, so that one added later is walked without a word here.
 */
const description = await npmClient('@octokit/openapi@23.0.2')
const missing = 'missing' in description

let world: World
let routes: Route[]
let bodiesOf: (route: Route) => unknown[]
beforeAll(async () => {
  if (missing) return
  world = await createWorld()
  routes = routesOf(world)
  bodiesOf = await readBodies(world, description)
}, 180_000)
afterAll(() => world?.[Symbol.asyncDispose]())

/** What everybody may who has an account, and what changes nothing. */
const OWN_ACCOUNT =
  /^\w+ \/(user|gists)(\/|$)|^POST \/markdown|^POST .*\/generate-notes$|^DELETE \/installation\/token$/
/** What everybody may who reads a project. */
const CONVERSATION = [
  /^POST \/repos\/:owner\/:repo\/(issues|pulls|forks)$/,
  /^POST \/repos\/:owner\/:repo\/issues\/:number\/comments$/,
  /^POST \/repos\/:owner\/:repo\/pulls\/:number\/(reviews|comments)$/,
  /^POST \/repos\/:owner\/:repo\/pulls\/:number\/comments\/:comment\/replies$/,
  /^POST .*\/reactions$/,
]

test.skipIf(missing).each(HATS)(
  '$who changes nothing by any route, and learns of nothing that is hidden',
  async (hat) => {
    const token = await hat.wear(world)
    const decoys = { everything: NO_SUCH_THING, 'the project': NO_PROJECT, nothing: undefined }[hat.blindTo]
    const found: string[] = []
    const before = await world.digest()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    onTestFinished(() => void vi.useRealTimers())
    for (const route of routes) {
      // A route a minute, or nobody would run into what nobody is allowed an hour.
      if (token === undefined) vi.setSystemTime(Date.now() + 60_000)
      const name = `${route.method} ${route.path}`
      const may = OWN_ACCOUNT.test(name) || (hat.converses === true && CONVERSATION.some((each) => each.test(name)))
      // What they may is walked in tests of its own; here it would blur what was changed.
      if (may && route.method !== 'GET') continue
      for (const body of bodiesOf(route)) {
        const path = fill(world, route.path)
        const answer = await world.ask(route.method, path, { token, body })
        if (answer.status >= 500 || answer.status === 429) found.push(`${name}: ${answer.status} ${answer.text}`)
        if (answer.status < 300 && route.method !== 'GET') found.push(`${name}: ${answer.status}`)
        if (!decoys) continue
        if (hat.blindTo === 'everything' && answer.text.includes('plan-of-alice') && !path.includes('plan-of-alice'))
          found.push(`${name}: shows ${answer.text}`)
        const decoy = fill(world, route.path, decoys)
        if (decoy === path) continue
        const none = await world.ask(route.method, decoy, { token, body })
        if (none.status !== answer.status || honest(none.text) !== answer.text)
          found.push(`${name}: ${answer.status} ${answer.text}, but where nothing is: ${none.status} ${none.text}`)
      }
    }
    vi.useRealTimers()
    expect(found).toEqual([])
    expect(await world.digest()).toEqual(before)
  },
  180_000,
)

/** An answer about what nobody has, in the words of one about what there is. */
function honest(text: string): string {
  return text
    .replaceAll('moonbasf', 'moonbase')
    .replaceAll('lunas', 'lunar')
    .replaceAll('alicf', 'alice')
    .replaceAll('999999999', String(world.known['user/id']))
}

/** What a walk with made-up bodies does not get to: what needs a signature, a program's own token or a run that goes on. */
const OUT_OF_REACH = /^\w+ \/(app|app-manifests|installation)\b|\/gpg_keys|\/requested_reviewers$/

test.skipIf(missing)(
  'the walk means something: alice herself is let through nearly everywhere',
  async () => {
    const refused: string[] = []
    let done = 0
    for (const route of routes) {
      const name = `${route.method} ${route.path}`
      if (route.method === 'GET' || OUT_OF_REACH.test(name)) continue
      const statuses: number[] = []
      for (const body of bodiesOf(route)) {
        const { status, text } = await world.ask(route.method, fill(world, route.path), { body })
        expect(status, `${name}: ${text}`).toBeLessThan(500)
        statuses.push(status)
      }
      if (statuses.some((status) => status < 300)) done++
      // Anything else was understood and does not fit what the walk has done before; a refusal would mean nothing for the others.
      else if (!statuses.some((status) => status === 405 || status === 409 || status === 422)) refused.push(name)
    }
    expect(done, refused.join('\n')).toBeGreaterThan(4 * refused.length)
  },
  180_000,
)
