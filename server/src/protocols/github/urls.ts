/** The addresses that stand in answers, in terms of the host the client came by. No trailing slashes. */
export interface Urls {
  /** Where REST begins. */
  api: string
  graphql: string
  /** Where the assets of releases are sent. */
  uploads: string
  /** Where people look, and where git clones from. */
  web: string
  /** `ssh://git@host:port`; undefined where no SSH is served. */
  ssh: string | undefined
}

export function urlsOf(publicUrl: string, ssh: string | undefined): Urls {
  return {
    api: `${publicUrl}/api/v3`,
    graphql: `${publicUrl}/api/graphql`,
    uploads: `${publicUrl}/api/uploads`,
    web: publicUrl,
    ssh,
  }
}

/** For a client that came by `api.github.<host>`, as `gh` does with `GH_HOST=github.<host>`. */
export function urlsOfHost(apiHost: string, protocol: string, ssh: string | undefined): Urls {
  const api = `${protocol}//${apiHost}`
  return {
    api,
    graphql: `${api}/graphql`,
    uploads: `${api}/uploads`,
    web: `${protocol}//${apiHost.replace(/^api\./, '')}`,
    ssh,
  }
}
