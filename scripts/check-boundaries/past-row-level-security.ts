const AFTER_A_VERB = 'prints what a verb has answered, which decided who may see the project'
const ASKED_AGAIN = 'finds out what an id means; what is shown is what a verb then answers to the one who asks'
const COUNTED = 'numbers and relations that are public with the project'

/**
 * Where doors may read with the server's own sight, how often, and why none of it shows anybody more than they may see. The walks in
 * `server/test/walk/` hold it. The numbers only go down.
 */
export const PAST_ROW_LEVEL_SECURITY: Readonly<Record<string, { times: number; why: string }>> = {
  'server/src/protocols/apps/apps-proxy.ts': { times: 1, why: 'applications are open to whoever has their address' },
  'server/src/protocols/ssh/login.ts': { times: 2, why: 'who holds a key is found before there is anybody who asks' },
  'server/src/protocols/github/bypass.ts': { times: 1, why: `${AFTER_A_VERB}: names of teams in its rules` },
  'server/src/protocols/github/commits.ts': { times: 1, why: `${AFTER_A_VERB}: signatures of its commits` },
  'server/src/protocols/github/issues.ts': { times: 1, why: AFTER_A_VERB },
  'server/src/protocols/github/moved.ts': { times: 2, why: ASKED_AGAIN },
  'server/src/protocols/github/people.ts': { times: 1, why: `${AFTER_A_VERB}: what people are to it` },
  'server/src/protocols/github/pulls.ts': {
    times: 2,
    why: `${AFTER_A_VERB}; forks are shown to whom admit lets read them`,
  },
  'server/src/protocols/github/repositories.ts': { times: 1, why: `${AFTER_A_VERB}: ${COUNTED}` },
  'server/src/protocols/github/graphql/resolve/node.ts': { times: 5, why: ASKED_AGAIN },
  'server/src/protocols/github/graphql/resolve/reaction.ts': { times: 1, why: `${AFTER_A_VERB}: counts of reactions` },
  'server/src/protocols/github/graphql/resolve/repository.ts': { times: 2, why: ASKED_AGAIN },
  'server/src/protocols/github/graphql/resolve/review.ts': {
    times: 1,
    why: `${AFTER_A_VERB}: teams asked for a review`,
  },
  'server/src/protocols/github/graphql/resolve/team.ts': { times: 1, why: ASKED_AGAIN },
  'server/src/protocols/github/rest/apps.ts': { times: 1, why: 'the projects that a verb has just made a token for' },
  'server/src/protocols/github/rest/forks.ts': { times: 1, why: AFTER_A_VERB },
  'server/src/protocols/github/rest/git-data.ts': { times: 1, why: AFTER_A_VERB },
  'server/src/protocols/github/rest/issues.ts': { times: 1, why: AFTER_A_VERB },
  'server/src/protocols/github/rest/orgs.ts': {
    times: 1,
    why: 'collaborators of projects that a verb has listed, for members',
  },
  'server/src/protocols/github/rest/protection.ts': { times: 1, why: `${AFTER_A_VERB}: names of teams in its rules` },
  'server/src/protocols/github/rest/repos.ts': { times: 1, why: ASKED_AGAIN },
  'server/src/protocols/github/rest/teams.ts': {
    times: 3,
    why: 'of a team that a verb has shown, joined with projects that a verb has listed',
  },
  'server/src/protocols/github/webhooks/format.ts': {
    times: 1,
    why: 'nobody asks: the project of a hook that is being told',
  },
}
