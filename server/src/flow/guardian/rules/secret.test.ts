import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { FileDiff } from '#git'
import { checkSecrets, findSecret } from './secret.ts'
import { ADDRESS_PASSWORD, ASSIGNMENT, SECRET_PATTERNS } from './secret-patterns.ts'

const ALPHABETS = {
  alnum: 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789',
  hex: '0123456789abcdef',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  digits: '1357902468',
}

/** Random-looking but always the same; made here so that no scanner finds a token in this file. */
function random(length: number, alphabet: keyof typeof ALPHABETS = 'alnum', seed = 'devflow'): string {
  const letters = ALPHABETS[alphabet]
  let text = ''
  for (let i = 0; text.length < length; i++) {
    for (const byte of createHash('sha256').update(`${seed}${i}`).digest()) text += letters[byte % letters.length]
  }
  return text.slice(0, length)
}

const EXAMPLES: Record<string, string> = {
  'private-key': `-----BEGIN RSA ${'PRIVATE'} KEY-----`,
  'age-key': `AGE-SECRET-KEY-1${random(58, 'upper')}`,
  'devflow-token': `token: dfl_${random(32)}`,
  'aws-access-key': `id = AKIA${random(16, 'upper')}`,
  'aws-secret-key': `aws_secret_access_key = ${random(40)}`,
  'github-token': `ghp_${random(36)}`,
  'github-pat': `github_pat_${random(82)}`,
  'gitlab-token': `glpat-${random(20)}`,
  'anthropic-key': `sk-ant-api03-${random(95)}`,
  'openai-key': `sk-proj-${random(20)}T3Blbk${'FJ'}${random(20)}`,
  'openrouter-key': `sk-or-v1-${random(64, 'hex')}`,
  'google-api-key': `AIza${random(35)}`,
  'google-oauth-secret': `GOCSPX-${random(28)}`,
  'azure-storage-key': `AccountKey=${random(86)}==`,
  'cloudflare-origin-key': `v1.0-${random(24, 'hex')}-${random(146, 'hex')}`,
  'digitalocean-token': `dop_v1_${random(64, 'hex')}`,
  'heroku-key': `HRKU-${random(58)}`,
  'slack-token': `xoxb-${random(50)}`,
  'slack-webhook': `https://hooks.slack.com/services/${random(44)}`,
  'discord-webhook': `https://discord.com/api/webhooks/${random(18, 'digits')}/${random(68)}`,
  'telegram-token': `${random(10, 'digits')}:AA${random(33)}`,
  'stripe-key': `sk_live_${random(24)}`,
  'stripe-webhook': `whsec_${random(32)}`,
  'square-token': `sq0csp-${random(43)}`,
  'shopify-token': `shpat_${random(32, 'hex')}`,
  'twilio-key': `twilio: SK${random(32, 'hex')}`,
  'sendgrid-key': `SG.${random(22)}.${random(43)}`,
  'mailgun-key': `mailgun key-${random(32, 'hex')}`,
  'mailchimp-key': `mailchimp ${random(32, 'hex')}-us12`,
  'npm-token': `//registry/:_authToken=npm_${random(36)}`,
  'pypi-token': `pypi-AgEIcHlwaS5vcmc${random(80)}`,
  'rubygems-key': `rubygems_${random(48, 'hex')}`,
  'crates-token': `cio${random(32)}`,
  'docker-token': `dckr_pat_${random(27)}`,
  'huggingface-token': `hf_${random(34)}`,
  'databricks-token': `dapi${random(32, 'hex')}`,
  'vault-token': `hvs.${random(90)}`,
  'grafana-token': `glsa_${random(32)}_${random(8, 'hex')}`,
  'newrelic-key': `NRAK-${random(27, 'upper')}`,
  'sentry-token': `sntryu_${random(64, 'hex')}`,
  'linear-key': `lin_api_${random(40)}`,
  'notion-token': `ntn_${random(46)}`,
  'postman-key': `PMAK-${random(24, 'hex')}-${random(34, 'hex')}`,
  'supabase-key': `sbp_${random(40, 'hex')}`,
  'address-password': `DATABASE_URL=postgres://app:${random(20)}@db.internal.corp:5432/app`,
  'assigned-secret': `const apiKey = "${random(32)}"`,
}

test.each([...SECRET_PATTERNS, ADDRESS_PASSWORD, ASSIGNMENT])('finds $id', ({ id }) => {
  const example = EXAMPLES[id]
  expect(example, `no example for ${id}`).toBeDefined()
  expect(findSecret(example!)?.id).toBe(id)
  expect(findSecret(`  "x": "${example}", // end`)?.id, 'inside other text').toBeDefined()
})

test.each([
  'AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE',
  'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  `ghp_${'a'.repeat(36)}`,
  `token: ${'$'}{{ secrets.GITHUB_TOKEN }}`,
  'const token = process.env.API_TOKEN_FOR_PRODUCTION_1',
  'apiKey: "your-api-key-goes-here-123"',
  'password: "correct horse battery staple"',
  'const secret = "<paste-your-secret-here-2>"',
  'postgres://devflow:devflow-pass-99@localhost:5432/postgres',
  'postgres://user:password123@db.example.com/app',
  `postgres://app:${'$'}{DB_PASSWORD}@db.internal.corp/app`,
  'https://github.com/alice/app.git',
  'const tokenizer = "cl100k_base_encoding_v2_2024"',
  'secretName: "billing-worker-credentials"',
  'key: "6ba7b810-9dad-11d1-80b4-00c04fd430c8"',
  'primaryKey: "users.accounts.identifier2"',
  '"integrity": "sha512-q1B7oqvlz9mbJvWm0TUe8sQxqXGkqGmSC9dAuQyTZyTxLxk7Gw8M0mEUBcA2lJmXdVvCxZ1yJ8zKdDhrlVQ0hA=="',
  'sk_test_4eC39HqLyjWDarjtT1zdp7dc',
  'the private key of the server is kept in a file',
])('has no false alarm for %s', (line) => {
  expect(findSecret(line)?.id).toBeUndefined()
})

const diff = (path: string, ...lines: string[]): FileDiff => ({
  path,
  status: 'modified',
  blob: '0'.repeat(40),
  additions: lines.length,
  deletions: 1,
  binary: false,
  truncated: false,
  patch: `@@ -7,1 +7,${lines.length} @@\n-${EXAMPLES['github-token']}\n${lines.map((l) => `+${l}`).join('\n')}\n`,
})

test('a finding names path, line and kind, and never the secret', () => {
  const secret = EXAMPLES['github-token']!
  const findings = checkSecrets([diff('src/a.ts', 'fine', `x = "${secret}"`)], { trustMarkers: true })
  expect(findings).toMatchObject([{ rule: 'secret', path: 'src/a.ts', line: 8 }])
  expect(findings[0]!.message).toContain('github-token')
  expect(JSON.stringify(findings)).not.toContain(secret.slice(4, 16))
})

test('what is taken out is no finding', () => {
  expect(checkSecrets([diff('src/a.ts', 'clean')], { trustMarkers: true })).toEqual([])
})

test('the marker excuses a line of a person, not of an agent', () => {
  const marked = diff('t.ts', `x = "${EXAMPLES['npm-token']}" // devflow:allow-secret`)
  expect(checkSecrets([marked], { trustMarkers: true })).toEqual([])
  expect(checkSecrets([marked], { trustMarkers: false })).toHaveLength(1)
})

test('lock files and minified lines are judged by providers’ patterns only', () => {
  expect(findSecret(EXAMPLES['assigned-secret']!, { lockFile: true })).toBeUndefined()
  expect(findSecret(EXAMPLES['npm-token']!, { lockFile: true })?.id).toBe('npm-token')
  expect(findSecret(`${' '.repeat(3000)}${EXAMPLES['assigned-secret']}`)).toBeUndefined()
  expect(findSecret(`${' '.repeat(3000)}${EXAMPLES['npm-token']}`)?.id).toBe('npm-token')
})

test('a change full of secrets is reported up to a bound', () => {
  const lines = Array.from({ length: 500 }, () => EXAMPLES['npm-token']!)
  expect(checkSecrets([diff('a', ...lines)], { trustMarkers: true })).toHaveLength(50)
})

test('no pattern can take more than linear time: every quantifier is bounded', () => {
  for (const { id, pattern, keywords } of [...SECRET_PATTERNS, ADDRESS_PASSWORD, ASSIGNMENT]) {
    const plain = pattern.source.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '')
    expect(plain, id).not.toMatch(/[*+]|\{\d+,\}/)
    expect(
      keywords.every((keyword) => keyword === keyword.toLowerCase()),
      id,
    ).toBe(true)
  }
})
