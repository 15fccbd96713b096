import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { schema as github } from '@octokit/graphql-schema'
import { pruneSchema } from '../server/src/protocols/github/graphql/prune.kit.ts'

/** Writes the GraphQL schema that DevFlow speaks: of GitHub's published one, the fields named in fields.txt. `--check` only compares. */
const folder = join(import.meta.dirname, '../server/src/protocols/github/graphql')
const target = join(folder, 'schema.graphql')
const read = (name: string) => readFile(join(folder, name), 'utf8')
const printed = pruneSchema(github.idl, await read('fields.txt'), await read('newer.graphql'))
if (process.argv.includes('--check')) {
  const now = await readFile(target, 'utf8').catch(() => '')
  if (now !== printed) {
    process.stderr.write('schema.graphql is not what fields.txt says; run npm run generate and commit it.\n')
    process.exit(1)
  }
  process.stdout.write('The GraphQL schema is up to date.\n')
} else {
  await writeFile(target, printed)
  process.stdout.write('Wrote schema.graphql.\n')
}
