import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { findInside } from './inside.ts'

/** How to run what was built. Written last, so a release with one is whole. */
const Release = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('node'), start: z.array(z.string()).min(1) }),
  z.object({ kind: z.literal('static'), folder: z.string() }),
])
export type Release = z.output<typeof Release>

/** The built files of deployments: `<dataDir>/releases/<deployment>/{files,release.json}`. They do not change once built. */
export function createReleases(dataDir: string) {
  const root = join(dataDir, 'releases')

  return {
    files: (id: string): string => join(root, id, 'files'),

    /** A cache of npm's for each project: shared, one project could plant a package in another's build. */
    async cache(project: string): Promise<string> {
      const path = join(dataDir, 'cache', 'npm', project)
      await mkdir(path, { recursive: true })
      return path
    },

    async read(id: string): Promise<Release | undefined> {
      try {
        return Release.parse(JSON.parse(await readFile(join(root, id, 'release.json'), 'utf8')))
      } catch {
        return undefined
      }
    },

    /** An empty folder for the files, whatever an interrupted build left there. */
    async prepare(id: string): Promise<string> {
      await rm(join(root, id), { recursive: true, force: true })
      const files = join(root, id, 'files')
      await mkdir(files, { recursive: true })
      return files
    },

    /** Whoever the files are run as must be able to read them. Before the build: afterwards the tree is not ours to walk. */
    async open(id: string): Promise<void> {
      await promisify(execFile)('chmod', ['-R', 'a+rX', '--', join(root, id, 'files')])
    },

    async seal(id: string, release: Release): Promise<void> {
      const path = join(root, id, 'release.json')
      await writeFile(`${path}.new`, JSON.stringify(release))
      await rename(`${path}.new`, path)
    },

    /** The folder of a site, which must still lie in the release once links are followed. */
    site: (id: string, folder: string): Promise<string | undefined> => findInside(join(root, id, 'files'), folder),

    remove: (id: string): Promise<void> => rm(join(root, id), { recursive: true, force: true }),

    removeCache: (project: string): Promise<void> =>
      rm(join(dataDir, 'cache', 'npm', project), { recursive: true, force: true }),

    async list(): Promise<string[]> {
      return readdir(root).catch(() => [])
    },
  }
}

export type Releases = ReturnType<typeof createReleases>
