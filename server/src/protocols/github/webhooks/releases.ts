import type { HookMessage } from '#hooks'
import type { Release } from '#releases'
import type { Github } from '../github.ts'
import { printRelease } from '../print/release.ts'
import { placeAround } from './issues.ts'
import type { Family, Telling } from './telling.ts'

/** Releases, and what happens to them. */
export function releaseFamily(github: Github): Family {
  const find = ({ read, event }: Telling) => read(github.releases.verbs.get, { release: event.data.release })

  async function print(telling: Telling, release: Release) {
    const people = [release.author, ...release.assets.map(({ uploader }) => uploader)]
    const place = await placeAround(github, telling, people)
    const { immutable, updated_at, assets, ...rest } = printRelease(release, place)
    return {
      ...rest,
      name: rest.name ?? '',
      body: rest.body ?? '',
      assets: assets.map(({ digest, ...asset }) => asset),
    }
  }

  const about =
    (...actions: readonly ('created' | 'published' | 'released' | 'prereleased')[]) =>
    async (telling: Telling): Promise<HookMessage[]> => {
      const release = await find(telling)
      const printed = await print(telling, release)
      const fitting = actions.filter((action) => action !== (release.prerelease ? 'released' : 'prereleased'))
      return Promise.all(fitting.map((action) => telling.message('release', action, { release: printed })))
    }

  /** What was public and is a draft again, and what is tried out no longer, is news of its own. */
  async function tellEdited(telling: Telling): Promise<HookMessage[]> {
    const { fields, draft, prerelease }: { fields: string[]; draft: boolean; prerelease: boolean } = telling.event.data
    const release = await print(telling, await find(telling))
    if (fields.includes('draft') && draft) {
      return [await telling.message('release', 'unpublished', { release: { ...release, published_at: null } })]
    }
    const edited = await telling.message('release', 'edited', { changes: {}, release })
    const isReleased = fields.includes('prerelease') && !prerelease && !draft
    return isReleased ? [edited, await telling.message('release', 'released', { release })] : [edited]
  }

  return {
    names: ['release'],
    tell: {
      'release.drafted': about('created'),
      'release.published': about('published', 'released', 'prereleased'),
      'release.edited': tellEdited,
      // The row is gone; the event has it as it was.
      'release.deleted': async (telling) => [
        await telling.message('release', 'deleted', { release: await print(telling, telling.event.data.row) }),
      ],
    },
  }
}
