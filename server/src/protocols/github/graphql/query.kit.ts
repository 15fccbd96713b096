import type { TestGithub } from '../github.kit.ts'

export interface Result {
  // biome-ignore lint/suspicious/noExplicitAny: as the query asks
  data?: any
  errors?: { type?: string; message: string; path?: unknown[] }[]
  message?: string
}

/** Asks as alice, unless another token is given. */
export function askGraphql(github: TestGithub) {
  return async (query: string, variables: Record<string, unknown> = {}, token = github.app.token): Promise<Result> => {
    const response = await fetch(`${github.app.url}/api/graphql`, {
      method: 'POST',
      headers: { authorization: `bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    return (await response.json()) as Result
  }
}
