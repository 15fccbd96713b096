import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A key pair as people make it. The folder is inside `home`, or one of its own. */
export function makeKeyPair(type: string, { bits, home }: { bits?: number; home?: string } = {}) {
  const file = join(mkdtempSync(join(home ?? tmpdir(), 'key-')), 'id')
  const size = bits ? ['-b', String(bits)] : []
  execFileSync('ssh-keygen', ['-q', '-t', type, ...size, '-N', '', '-C', 'alice@laptop', '-f', file])
  return { file, line: readFileSync(`${file}.pub`, 'utf8').trim() }
}
