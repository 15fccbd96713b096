import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const script = join(import.meta.dirname, 'check-boundaries.ts')
const MANIFEST = JSON.stringify({
  imports: {
    '#kernel': './src/kernel/index.ts',
    '#git': './src/code/git/index.ts',
    '#pulls': './src/code/pulls/index.ts',
    '#tasks': './src/hub/tasks/index.ts',
    '#testing': './test/harness.ts',
  },
})

/** Runs the script over these files in a folder of their own. */
function check(files: Record<string, string>): { status: number | null; output: string } {
  const root = mkdtempSync(join(tmpdir(), 'boundaries-'))
  try {
    for (const [path, text] of Object.entries({ 'server/package.json': MANIFEST, ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, root], { encoding: 'utf8' })
    return { status, output: stdout + stderr }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

const planted: [rule: string, path: string, text: string, message: RegExp][] = [
  [
    'a lower layer',
    'server/src/code/git/git.ts',
    `import { x } from '#tasks'`,
    /1 {2}code may not know hub \(#tasks\)/,
  ],
  ['the kernel', 'server/src/kernel/jobs/jobs.ts', `\nimport { x } from '#git'`, /2 {2}kernel may not know code/],
  ['a type import', 'server/src/code/git/git.ts', `import type { T } from '#tasks'`, /code may not know hub/],
  ['a re-export', 'server/src/code/git/index.ts', `export * from '#tasks'`, /code may not know hub/],
  [
    'an import over lines',
    'server/src/code/git/git.ts',
    `import {\n  a,\n  b,\n} from '#tasks'`,
    /git\.ts:4 {2}code may/,
  ],
  ['a dynamic import', 'server/src/code/git/git.ts', `const t = await import('#tasks')`, /code may not know hub/],
  [
    'a module that knows a protocol',
    'server/src/flow/specs/specs.ts',
    `import { mcp } from '../../protocols/mcp/index.ts'`,
    /flow may not know protocols/,
  ],
  [
    'a reach into a neighbour',
    'server/src/code/pulls/pulls.ts',
    `import { x } from '../git/refs.ts'`,
    /reaches into code\/git; import it by its name, #git\./,
  ],
  [
    'a neighbour without its name',
    'server/src/code/pulls/pulls.ts',
    `import { x } from '../git/index.ts'`,
    /import it by its name, #git/,
  ],
  [
    'a reach from the composition root',
    'server/src/app.ts',
    `import { x } from './code/git/refs.ts'`,
    /its entrance is index\.ts/,
  ],
  [
    'itself by its alias',
    'server/src/code/git/git.ts',
    `import { x } from '#git'`,
    /inside a module paths are relative/,
  ],
  ['an unknown alias', 'server/src/code/git/git.ts', `import { x } from '#gti'`, /#gti is not in the imports/],
  [
    'the test harness in production',
    'server/src/code/git/git.ts',
    `import { testApp } from '#testing'`,
    /for tests only/,
  ],
  [
    'SQL in a query',
    'server/src/code/git/git.ts',
    'await tx.query<{ id: string }>(\n  `select 1`,\n)',
    /git\.ts:2 {2}SQL belongs into git\.sql\.ts/,
  ],
  [
    'SQL in a string',
    'server/src/hub/tasks/tasks.ts',
    'const q = `update tasks.tasks set x = 1`',
    /SQL belongs into tasks\.sql\.ts/,
  ],
  [
    'a read past row-level security in a door',
    'server/src/protocols/github/rest/labels.ts',
    'const labels = await kernel.db.system((tx) => issues.labels(tx))',
    /labels\.ts:1 {2}A door may not read past row-level security \(db\.system\); call a verb/,
  ],
  [
    'one more of them than is agreed to',
    'server/src/protocols/github/issues.ts',
    'a.db.system(read)\nb.db\n  .system(read)',
    /issues\.ts:2 {2}A door may not read past/,
  ],
  [
    'an agreement that nothing needs any more',
    'server/src/protocols/github/issues.ts',
    'export const nothing = 1',
    /issues\.ts:1 {2}Only 0 reads go past row-level security here/,
  ],
  [
    'the environment',
    'server/src/code/git/git.ts',
    `const home = process.env.HOME`,
    /must be read in server\/src\/config\.ts/,
  ],
  [
    'the environment by destructuring',
    'server/src/code/git/git.ts',
    `const { env } = process`,
    /must be read in server/,
  ],
  [
    'the environment of the command line',
    'cli/src/main.ts',
    `process.env.NO_COLOR`,
    /must be read in cli\/src\/config\.ts/,
  ],
  ['the environment of the SDK', 'sdk/src/client.ts', `process.env.DEVFLOW_URL`, /must be handed what it needs/],
  [
    'the server in the command line',
    'cli/src/main.ts',
    `import { x } from '#kernel'`,
    /speaks to it through @devflow\/sdk only/,
  ],
  [
    'the server in the dashboard',
    'dashboard/src/app.tsx',
    `import { x } from '../../server/src/app.ts'`,
    /through @devflow\/sdk only/,
  ],
  [
    'the SDK by its path',
    'cli/src/main.ts',
    `import { x } from '../../sdk/src/index.ts'`,
    /packages import each other by name/,
  ],
  [
    'a client in the server',
    'server/src/main.ts',
    `import { x } from '../../sdk/src/index.ts'`,
    /knows nothing of its clients/,
  ],
]

test.each(planted)('%s is found', (_, path, text, message) => {
  const { status, output } = check({ 'server/src/kernel/index.ts': '', [path]: text })
  expect(output).toMatch(message)
  expect(status).toBe(1)
})

test('what follows the rule is quiet', () => {
  const { status, output } = check({
    'server/src/main.ts': `import { createApp } from './app.ts'\nimport { readConfig } from './config.ts'`,
    'server/src/app.ts': `import { createGit } from '#git'\nimport { mcp } from './protocols/mcp/index.ts'`,
    'server/src/config.ts': `import { Problem } from '#kernel'\nexport const port = process.env.PORT`,
    'server/src/kernel/index.ts': `export { readConfig } from '../config.ts'`,
    'server/src/code/git/index.ts': `export * from './git.ts'`,
    'server/src/code/git/git.ts': [
      `import { Problem } from '#kernel'`,
      `// import { x } from '#tasks' and select id from tasks.tasks, process.env.HOME`,
      `/* tx.query('select 1') */ const url = 'http://localhost' // a comment with 'quotes`,
      `const limit = c.req.query('limit')`,
      `throw new Problem('invalid', 'git.ref', 'Select a branch or update it from the page.')`,
    ].join('\n'),
    'server/src/code/git/git.sql.ts': 'tx.query(`select 1 from git.refs`)',
    'server/src/code/git/git.test.ts': `import { testApp } from '#testing'\nimport { createTasks } from '#tasks'\nimport { createGit } from '#git'`,
    'server/src/code/git/git.suite.ts': `import { testApp } from '#testing'\nconst { PATH } = process.env`,
    'server/src/hub/tasks/tasks.ts': `import type { Git } from '#git'`,
    'server/src/protocols/protocol.ts': '',
    'server/src/protocols/mcp/index.ts': `import type { Tasks } from '#tasks'\nimport type { P } from '../protocol.ts'`,
    'cli/src/config.ts': `export const url = process.env.DEVFLOW_URL`,
    'cli/src/main.ts': `import { createClient } from '@devflow/sdk'\nimport { url } from './config.ts'`,
  })
  expect(output).toMatch(/^Boundaries hold in 14 files\.$/m)
  expect(status).toBe(0)
})

test('having looked at nothing is a failure', () => {
  const { status, output } = check({})
  expect(output).toMatch(/nothing was checked/)
  expect(status).toBe(1)
})

test('every violation is listed, each with its line', () => {
  const text = `import { x } from '#tasks'\nimport { y } from '#tasks'`
  const { output } = check({ 'server/src/code/git/git.ts': text })
  expect(output).toMatch(/git\.ts:1 /)
  expect(output).toMatch(/git\.ts:2 /)
  expect(output).toMatch(/^2 lines break/m)
})
