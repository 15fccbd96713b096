import type { FileDiff } from '#git'
import type { Finding } from '../finding.ts'
import { addedLines } from './added-lines.ts'
import { isLockFile } from './lock-files.ts'
import { ADDRESS_PASSWORD, ASSIGNMENT, SECRET_PATTERNS, type SecretPattern } from './secret-patterns.ts'

/** On the line of a value that only looks like a secret, such as a test vector. */
export const ALLOW_MARKER = 'devflow:allow-secret'

const MOST_FINDINGS = 50
/** Random text of these lengths lies above; words, dates and repeated characters below. In bits a character. */
const MIN_TOKEN_ENTROPY = 2.8
const MIN_ASSIGNED_ENTROPY = 3.5
/** Longer lines are minified or data: names before a value say nothing there. */
const LONGEST_WRITTEN_LINE = 2_000

export interface SecretScan {
  /** Whether a line may excuse itself with the marker. Not for agents: they would learn to. */
  trustMarkers: boolean
}

/** Secrets in added lines. A finding says where and of what kind, never the secret. */
export function checkSecrets(diff: readonly FileDiff[], { trustMarkers }: SecretScan): Finding[] {
  const findings: Finding[] = []
  for (const file of diff) {
    if (file.binary) continue
    for (const { number, text } of addedLines(file.patch)) {
      if (trustMarkers && text.includes(ALLOW_MARKER)) continue
      const found = findSecret(text, { lockFile: isLockFile(file.path) })
      if (found) findings.push(finding(file.path, number, found))
      if (findings.length >= MOST_FINDINGS) return findings
    }
  }
  return findings
}

/** What kind of secret a line of text holds, if any. */
export function findSecret(line: string, { lockFile = false } = {}): SecretPattern | undefined {
  const lower = line.toLowerCase()
  for (const rule of SECRET_PATTERNS) {
    if (matches(rule, line, lower).some(([, secret = '']) => isRandom(rule.id, secret))) return rule
  }
  if (matches(ADDRESS_PASSWORD, line, lower).some(([, secret = '', host = '']) => isRealAddress(secret, host)))
    return ADDRESS_PASSWORD
  if (lockFile || line.length > LONGEST_WRITTEN_LINE) return undefined
  return matches(ASSIGNMENT, line, lower).some(([, secret = '']) => isAssignedSecret(secret)) ? ASSIGNMENT : undefined
}

function matches(rule: SecretPattern, line: string, lower: string): RegExpMatchArray[] {
  if (!rule.keywords.some((keyword) => lower.includes(keyword))) return []
  return [...line.matchAll(rule.pattern)]
}

/** Documentation writes AKIAIOSFODNN7EXAMPLE and ghp_xxxxxxxx. */
function isRandom(id: string, secret: string): boolean {
  if (id === 'private-key') return true
  return !/example|xxxx|0000000|1234567|abcdefg|\.\.\./i.test(secret) && entropy(secret) >= MIN_TOKEN_ENTROPY
}

const PLACEHOLDER =
  /example|sample|dummy|placeholder|change.?me|your[_-]|xxxx|\*\*\*|redact|fake|test|mock|insert|replace|todo|password|passwd|secret|hunter2|123456|abcdef/i
const LOCAL_HOST =
  /^(localhost|127\.|0\.0\.0\.0|host\.docker\.internal|db$|postgres$|redis$|mysql$|example\.)|\.(example|test|invalid|localhost)$|(^|\.)example\.(com|org|net)$/i

function isRealAddress(secret: string, host: string): boolean {
  if (LOCAL_HOST.test(host) || PLACEHOLDER.test(secret) || isReference(secret)) return false
  return entropy(secret) >= MIN_TOKEN_ENTROPY
}

function isAssignedSecret(secret: string): boolean {
  if (PLACEHOLDER.test(secret) || isReference(secret)) return false
  // Identifiers, paths and sentences have letters only; uuids and hashes of content are names, not secrets.
  if (!/\d/.test(secret) || !/[a-z]/i.test(secret)) return false
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(secret) || /^sha(1|256|384|512)[-:]/i.test(secret)) return false
  return entropy(secret) >= MIN_ASSIGNED_ENTROPY
}

/** `${DB_PASSWORD}`, `<password>`, `{{ secret }}`, `$PASSWORD`, `process.env.X`. */
function isReference(secret: string): boolean {
  return (
    /[${}<>]|%\w+%|process\.env|os\.environ|^\w+\.\w+(\.\w+)*$/.test(secret) && !/^[\w-]{20,}\.[\w-]{20,}/.test(secret)
  )
}

/** Shannon entropy in bits a character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}

function finding(path: string, line: number, { id, title }: SecretPattern): Finding {
  return {
    rule: 'secret',
    path,
    line,
    message: `${path}:${line} looks like ${title} (${id}); take it out of every commit and revoke it, or when it is only a test value put ${ALLOW_MARKER} on that line.`,
  }
}
