import { z } from 'zod'
import { type ActorRef, type Kernel, verb } from '#kernel'
import { ProjectAddress, type Projects } from '#projects'
import { isSha } from './names.ts'
import type { ObjectReader } from './object-reader.ts'
import { readSignatureBlock, type SignatureBlock } from './signature-block.ts'

/** Why a signature proves something, or why not; the words are GitHub's. */
const Reason = z.enum([
  'valid',
  'unsigned',
  'unknown_signature_type',
  'malformed_signature',
  'invalid',
  'unknown_key',
  'no_user',
  'unverified_email',
  'bad_email',
  'expired_key',
  'gpgverify_unavailable',
  'gpgverify_error',
])
export type SignatureReason = z.infer<typeof Reason>

const Signer = z.object({ kind: z.enum(['person', 'agent', 'system']), id: z.string(), name: z.string() })
export const CommitSignature = z
  .object({
    verified: z.boolean(),
    reason: Reason,
    kind: z.enum(['ssh', 'gpg', 'x509']).nullable(),
    signature: z.string().nullable(),
    payload: z.string().nullable(),
    /** Whose key it is, where that is known. */
    signer: Signer.nullable(),
  })
  .meta({ id: 'CommitSignature' })
export type CommitSignature = z.infer<typeof CommitSignature>

/** Says whether a signature is of the person whose address the object carries. */
export type SignatureJudge = (block: SignatureBlock) => Promise<{ reason: SignatureReason; signer: ActorRef | null }>

const UNSIGNED: CommitSignature = {
  verified: false,
  reason: 'unsigned',
  kind: null,
  signature: null,
  payload: null,
  signer: null,
}

/** A larger object is no commit that anybody wrote. */
const MOST_BYTES = 1024 * 1024
/** A page of commits; their ids are part of the address, which servers between may limit to 8 KiB. */
const MOST_AT_ONCE = 100
const Sha = z.string().refine(isSha, 'is not the whole id of a commit')
const MOST_REMEMBERED = 10_000
/** Keys and addresses come and go; a page that is looked at again within this shows what it showed. */
const REMEMBERED_MS = 60_000

interface Deps {
  projects: Projects
  objects: ObjectReader
  gitDirOf(project: string): Promise<string>
}

/** Who has signed a commit or tag. Whose keys count is said by who knows the keys, see `judgeBy`. */
export function createSignatures(kernel: Kernel, { projects, objects, gitDirOf }: Deps) {
  const remembered = new Map<string, { answer: CommitSignature; until: number }>()
  let judge: SignatureJudge = async () => ({ reason: 'unknown_key', signer: null })

  async function signature(project: string, sha: string): Promise<CommitSignature> {
    // What an object contains is known by its id, so that it does not matter in which repository it is.
    const known = remembered.get(sha)
    if (known && known.until > Date.now()) return known.answer
    const answer = await examine(await gitDirOf(project), sha)
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    remembered.set(sha, { answer, until: Date.now() + REMEMBERED_MS })
    return answer
  }

  async function examine(gitDir: string, sha: string): Promise<CommitSignature> {
    const [info] = isSha(sha) ? await objects.info(gitDir, [sha]) : []
    if (!info || info.sizeBytes > MOST_BYTES || (info.type !== 'commit' && info.type !== 'tag')) return UNSIGNED
    const object = await objects.read(gitDir, sha)
    const block = object && readSignatureBlock(info.type, object.content)
    if (!block) return UNSIGNED
    const { reason, signer } = await judge(block)
    const { kind, signature, payload } = block
    return { verified: reason === 'valid', reason, kind, signature, payload: payload.toString('utf8'), signer }
  }

  const verbs = {
    signature: verb({
      name: 'git.signature',
      http: 'GET /projects/:owner/:name/commits/:sha/signature',
      summary: 'Say who signed a commit or tag, and whether that is proven',
      input: ProjectAddress.extend({ sha: Sha }),
      output: CommitSignature,
      needs: 'git:read',
      scope: projects.scope,
      async run({ tx }, { sha, ...address }) {
        const project = await projects.get(tx, address)
        const gitDir = await gitDirOf(project.id)
        // An object that is remembered from another repository must not be told here.
        const [here] = await objects.info(gitDir, [sha])
        return here ? signature(project.id, sha) : UNSIGNED
      },
    }),

    signatures: verb({
      name: 'git.signatures',
      http: 'GET /projects/:owner/:name/signatures',
      summary: 'Say of several commits which are signed, by whom, and whether that is proven',
      input: ProjectAddress.extend({ shas: z.array(Sha).min(1).max(MOST_AT_ONCE) }),
      output: z.object({
        items: z.array(
          CommitSignature.pick({ verified: true, reason: true, signer: true }).extend({ sha: z.string() }),
        ),
      }),
      needs: 'git:read',
      scope: projects.scope,
      async run({ tx }, { shas, ...address }) {
        const project = await projects.get(tx, address)
        const here = await objects.info(await gitDirOf(project.id), shas)
        const items = []
        for (const [at, sha] of shas.entries()) {
          const { verified, reason, signer } = here[at] ? await signature(project.id, sha) : UNSIGNED
          if (reason !== 'unsigned') items.push({ sha, verified, reason, signer })
        }
        return { items }
      },
    }),
  }
  kernel.verbs.register(...Object.values(verbs))

  return {
    verbs,
    signature,
    judge: (block: SignatureBlock) => judge(block),
    judgeBy(decide: SignatureJudge): void {
      judge = decide
    },
    /** To be called when a key has come or gone. */
    forget: (): void => remembered.clear(),
  }
}
