import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '#kernel'

/** What gpg says of a public key. */
export interface GpgFacts {
  keyId: string
  fingerprint: string
  emails: string[]
  canSign: boolean
  canEncrypt: boolean
  canCertify: boolean
  createdAt: string
  expiresAt: string | null
  subkeys: GpgSubkey[]
}

export type GpgSubkey = Omit<GpgFacts, 'subkeys' | 'emails'>

export type GpgVerdict =
  | { outcome: 'good'; fingerprint: string }
  | { outcome: 'unknown_key'; keyId: string }
  | { outcome: 'bad' | 'expired_key' | 'unavailable' | 'error' }

/** A key with the signatures of many others; more is not a person's. */
export const LONGEST_GPG_KEY = 256 * 1024
const MOST_OUTPUT_BYTES = 1024 * 1024
/** Reading one key takes it moments. */
const TIMEOUT_MS = 5_000

/** The system's own gpg and gpgv, where they are installed. Each run has a home that is empty before and gone after. */
export function createGpg(searchPath: string | undefined) {
  async function run(program: 'gpg' | 'gpgv', args: (home: string) => string[], files: Record<string, Buffer>) {
    const home = await mkdtemp(join(tmpdir(), 'devflow-gpg-'))
    try {
      for (const [name, content] of Object.entries(files)) await writeFile(join(home, name), content)
      const child = spawn(program, ['--homedir', home, ...args(home)], {
        cwd: home,
        timeout: TIMEOUT_MS,
        killSignal: 'SIGKILL',
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { PATH: searchPath, GNUPGHOME: home, LC_ALL: 'C.UTF-8' },
      })
      let printed = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        printed += text
        if (printed.length > MOST_OUTPUT_BYTES) child.kill('SIGKILL')
      })
      await once(child, 'close')
      return printed
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    } finally {
      await rm(home, { recursive: true, force: true })
    }
  }

  return {
    /** Throws `keys.…` problems for what is not one public key. */
    async inspect(armored: string): Promise<GpgFacts> {
      if (/PRIVATE KEY BLOCK/.test(armored)) {
        throw new Problem(
          'invalid',
          'keys.private_key',
          'This is a private key, which must never leave your machine; paste the output of `gpg --armor --export` instead.',
        )
      }
      const flags = ['--batch', '--no-tty', '--no-options', '--no-autostart', '--with-colons', '--show-keys']
      const printed = await run('gpg', (home) => [...flags, join(home, 'key')], { key: dearmor(armored) })
      if (printed !== undefined) return parseColons(printed)
      throw new Problem(
        'unavailable',
        'keys.no_gpg',
        'GPG keys need the program gpg on the server; the operator can install gnupg, or you sign with an SSH key.',
      )
    },

    /** Who has signed, among the keys given. Never throws for a signature that is not good. */
    async verify(signature: string, payload: Buffer, keys: readonly string[]): Promise<GpgVerdict> {
      const files = { ring: Buffer.concat(keys.map(dearmor)), signature: Buffer.from(`${signature}\n`), payload }
      const at = (home: string) => ['ring', 'signature', 'payload'].map((name) => join(home, name))
      const printed = await run(
        'gpgv',
        (home) => ['--status-fd', '1', '--keyring', at(home)[0]!, at(home)[1]!, at(home)[2]!],
        files,
      ).catch(() => '')
      if (printed === undefined) return { outcome: 'unavailable' }
      return parseStatus(printed)
    },
  }
}

export type Gpg = ReturnType<typeof createGpg>

/** The bytes inside the armor (RFC 4880, section 6.2); its checksum is not needed, because the content is examined. */
export function dearmor(armored: string): Buffer {
  const [, base64] =
    /^-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n(?:[\w-]+: .*\r?\n)*\r?\n([A-Za-z0-9+/=\r\n]+)-----END PGP PUBLIC KEY BLOCK-----\s*$/m.exec(
      armored.trim(),
    ) ?? []
  if (base64) return Buffer.from(base64.replace(/^=.{4}\r?$/m, ''), 'base64')
  throw new Problem(
    'invalid',
    'keys.invalid',
    'This is not a GPG public key; paste the output of `gpg --armor --export <your address>`.',
  )
}

/** `--with-colons` (doc/DETAILS of GnuPG): a record a line, its kind first. */
function parseColons(printed: string): GpgFacts {
  const keys: GpgSubkey[] = []
  const emails: string[] = []
  let masters = 0
  for (const record of printed.split('\n').map((line) => line.split(':'))) {
    const [kind = '', , , , keyId = '', created, expires, , , text = '', , able = ''] = record
    if (kind === 'pub') masters++
    if (kind === 'pub' || kind === 'sub') {
      keys.push({
        keyId,
        fingerprint: '',
        canSign: able.includes('s'),
        canEncrypt: able.includes('e'),
        canCertify: able.includes('c'),
        createdAt: toTime(created) ?? new Date(0).toISOString(),
        expiresAt: toTime(expires),
      })
    }
    if (kind === 'fpr') keys.at(-1)!.fingerprint = text
    const [, email] = kind === 'uid' ? (/<([^<>\s]+@[^<>\s]+)>$/.exec(text) ?? []) : []
    if (email) emails.push(email.toLowerCase())
  }
  const [master, ...subkeys] = keys
  if (!master || masters !== 1) {
    throw new Problem('invalid', 'keys.invalid', 'This is not one GPG public key; export one key and paste all of it.')
  }
  return { ...master, emails: [...new Set(emails)], subkeys }
}

function toTime(seconds: string | undefined): string | null {
  return seconds ? new Date(Number(seconds) * 1000).toISOString() : null
}

/** `--status-fd` (doc/DETAILS of GnuPG). */
function parseStatus(printed: string): GpgVerdict {
  const said = new Map(
    [...printed.matchAll(/^\[GNUPG:\] (\w+) ?(.*)$/gm)].map(([, word = '', rest = '']) => [word, rest.split(' ')]),
  )
  // The last of its fields is the master key, whichever subkey has signed.
  const valid = said.get('VALIDSIG')
  if (said.has('GOODSIG') && valid) return { outcome: 'good', fingerprint: valid[9] ?? valid[0]! }
  const unknown = said.get('NO_PUBKEY') ?? said.get('ERRSIG')
  if (unknown) return { outcome: 'unknown_key', keyId: unknown[0]! }
  if (said.has('EXPKEYSIG')) return { outcome: 'expired_key' }
  if (said.has('BADSIG') || said.has('REVKEYSIG') || said.has('EXPSIG')) return { outcome: 'bad' }
  return { outcome: 'error' }
}
