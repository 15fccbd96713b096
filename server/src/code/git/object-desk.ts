import { z } from 'zod'
import { Problem, type VerbContext } from '#kernel'
import type { Projects } from '#projects'
import type { Signature } from './commit-object.ts'
import { listRefs } from './history.ts'
import { createOpening, type Opened } from './opening.ts'
import type { createRefs } from './refs.ts'
import type { Repositories } from './repositories.ts'

/** A single object written over the API; what is larger is pushed, or kept by LFS. */
export const MOST_OBJECT_BYTES = 40 * 1024 * 1024
/** In base64, four characters stand for three bytes. */
export const MOST_CONTENT = Math.ceil((MOST_OBJECT_BYTES * 4) / 3) + 4
const MOST_MESSAGE = 65_536

export const Message = z.string().min(1).max(MOST_MESSAGE)
export const Person = z.object({
  name: z.string().min(1).max(200),
  email: z.string().min(1).max(254),
  at: z.iso.datetime({ offset: true }).optional(),
})

export interface ObjectDeps {
  projects: Projects
  repositories: Repositories
  refs: ReturnType<typeof createRefs>
  /** Whose name stands on what an actor writes here. */
  author(actor: VerbContext['actor']): Promise<{ name: string; email: string }>
}

/** What the verbs on objects, refs and files share. */
export function createObjectDesk({ projects, repositories, author }: ObjectDeps) {
  const { git, objects } = repositories
  const { open, commitOf } = createOpening({ projects, repositories })

  /** Refuses what is not there, or is something else. */
  async function expectObjects(
    { gitDir }: Opened,
    shas: readonly string[],
    type: 'commit' | 'tree' | undefined,
  ): Promise<void> {
    const found = await objects.info(gitDir, shas)
    for (const [i, info] of found.entries()) {
      if (info && (type === undefined || info.type === type)) continue
      throw new Problem(
        'invalid',
        'git.no_object',
        `There is no ${type ?? 'object'} ${shas[i]} in this repository; write it first.`,
      )
    }
  }

  async function signature(
    actor: VerbContext['actor'],
    given: z.output<typeof Person> | undefined,
  ): Promise<Signature> {
    const { name, email } = given ?? (await author(actor))
    return { name, email, at: given?.at ?? new Date().toISOString() }
  }

  async function refAt({ gitDir }: Opened, ref: string): Promise<string | undefined> {
    return (await listRefs(git, gitDir, ref)).find((found) => found.ref === ref)?.sha
  }

  return { open, commitOf, expectObjects, signature, refAt }
}

export function decode(content: string, encoding: 'utf-8' | 'base64'): Buffer {
  if (encoding === 'utf-8') return Buffer.from(content, 'utf8')
  const plain = content.replace(/\s+/g, '')
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(plain)) return Buffer.from(plain, 'base64')
  throw new Problem('invalid', 'git.base64', 'content is not valid Base64.')
}
