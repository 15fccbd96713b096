import { pathToFileURL } from 'node:url'
import { npmClient } from '../../../../test/clients.ts'

export const octokitGraphql = await npmClient('@octokit/graphql@9.0.5')

/** Answers the data, typed as the caller knows it; throws what GitHub's clients are thrown. */
export type Ask = <T>(query: string, variables?: Record<string, unknown>) => Promise<T>

/** Octokit's own GraphQL client, unmodified, in the name of whoever has the token. */
export async function graphqlAs(app: { url: string }, token: string): Promise<Ask> {
  if ('missing' in octokitGraphql) throw new Error(octokitGraphql.missing)
  const address = pathToFileURL(octokitGraphql.program('@octokit/graphql/dist-bundle/index.js')).href
  const { graphql } = (await import(address)) as { graphql: { defaults(options: object): Ask } }
  return graphql.defaults({ baseUrl: `${app.url}/api`, headers: { authorization: `token ${token}` } })
}
