import { branchOf } from '#git'
import { type ProtectionRule, rulesFor } from '#projects'
import { printNodeId } from '../../node-id.ts'
import { connectAll, type Paging } from '../connection.ts'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../schema.ts'
import { commitWithId, type RefSource, sourceOfCommit } from './git.ts'
import { permits, type RepositorySource, repositoryNamed } from './repository.ts'

/** All rules of a branch or tag, taken together: the strictest wins. */
export interface RuleSource {
  repository: RepositorySource
  pattern: string
  rules: readonly ProtectionRule[]
}

const any =
  (holds: (rule: ProtectionRule) => boolean) =>
  ({ rules }: RuleSource): boolean =>
    rules.some(holds)

const every =
  (holds: (rule: ProtectionRule) => boolean) =>
  ({ rules }: RuleSource): boolean =>
    rules.every(holds)

async function ruleOf({ at, ref }: RefSource, context: GraphqlContext): Promise<RuleSource | null> {
  const branch = branchOf(ref)
  const name = branch ?? ref.replace(/^refs\/tags\//, '')
  const repository = await repositoryNamed(context, at)
  const target = branch === undefined ? 'tag' : 'branch'
  const rules = rulesFor(repository.project.settings.protection, { target, name })
  return rules.length === 0 ? null : { repository, pattern: name, rules }
}

export const refResolvers: Resolvers = {
  Ref: {
    branchProtectionRule: (source: RefSource, _, context) =>
      branchOf(source.ref) === undefined ? null : ruleOf(source, context),
    refUpdateRule: (source: RefSource, _, context) => ruleOf(source, context),
    async compare({ at, ref }: RefSource, { headRef }: { headRef: string }, { github, call }) {
      const found = await call(github.git.verbs.compare, { ...at, base: ref, head: headRef })
      return { at, ...found }
    },
  },
  Comparison: {
    id: ({ at, base, head }) => printNodeId('Commit', `${at.owner}/${at.name}@${base}...${head}`),
    aheadBy: ({ ahead }) => ahead,
    behindBy: ({ behind }) => behind,
    status: ({ ahead, behind }) =>
      ahead > 0 ? (behind > 0 ? 'DIVERGED' : 'AHEAD') : behind > 0 ? 'BEHIND' : 'IDENTICAL',
    baseTarget: ({ at, base }, _, context) => commitWithId(context, at, base),
    headTarget: ({ at, head, commits }, _, context) => {
      // The head of a fork is known by the commits it adds.
      const own = commits.find(({ sha }: { sha: string }) => sha === head)
      return own ? sourceOfCommit(at, own) : commitWithId(context, at, head)
    },
    async commits({ at, commits, ahead }, args: Paging) {
      const all = commits.map((commit: Parameters<typeof sourceOfCommit>[1]) => sourceOfCommit(at, commit)).reverse()
      const authors = new Set(commits.map(({ author }: { author: { email: string } }) => author.email))
      return Object.assign(await connectAll(args, all), { totalCount: ahead, authorCount: authors.size })
    },
  },
  Repository: {
    branchProtectionRules(repository: RepositorySource, args: Paging) {
      const { protection } = repository.project.settings
      const patterns = new Set(
        protection.filter(({ target, enabled }) => target === 'branch' && enabled).map(({ pattern }) => pattern),
      )
      return connectAll<RuleSource>(
        args,
        [...patterns].map((pattern) => ({
          repository,
          pattern,
          rules: protection.filter((rule) => rule.pattern === pattern && rule.target === 'branch' && rule.enabled),
        })),
      )
    },
  },
  BranchProtectionRule: {
    id: ({ repository: { at }, pattern }: RuleSource) =>
      printNodeId('BranchProtectionRule', `${at.owner}/${at.name}:${pattern}`),
    requiresStatusChecks: any(({ requiredChecks }) => requiredChecks.length > 0),
    requiredStatusCheckContexts: checksOf,
    requiresStrictStatusChecks: any(({ strictChecks }) => strictChecks),
    requiresApprovingReviews: any(({ requiredApprovals }) => requiredApprovals > 0),
    requiredApprovingReviewCount: approvalsOf,
    requiresCodeOwnerReviews: any(({ requireCodeOwners }) => requireCodeOwners),
    requiresLinearHistory: any(({ linearHistory }) => linearHistory),
    lockBranch: any(({ locked }) => locked),
  },
  RefUpdateRule: {
    allowsDeletions: every(({ allowDeletion }) => allowDeletion),
    allowsForcePushes: every(({ allowForcePush }) => allowForcePush),
    blocksCreations: any(({ allowCreation }) => !allowCreation),
    requiredApprovingReviewCount: approvalsOf,
    requiredStatusCheckContexts: checksOf,
    requiresCodeOwnerReviews: any(({ requireCodeOwners }) => requireCodeOwners),
    requiresConversationResolution: any(({ requireResolved }) => requireResolved),
    requiresLinearHistory: any(({ linearHistory }) => linearHistory),
    requiresSignatures: any(({ requireSigned }) => requireSigned),
    viewerAllowedToDismissReviews: ({ repository }: RuleSource, _, context) =>
      permits(context, repository.project, 'pulls:write'),
    viewerCanPush: async (source: RuleSource, _, context) =>
      !source.rules.some(({ locked, requirePull }) => locked || requirePull) &&
      permits(context, source.repository.project, 'git:push'),
  },
}

function checksOf({ rules }: RuleSource): string[] {
  return [...new Set(rules.flatMap(({ requiredChecks }) => requiredChecks))]
}

function approvalsOf({ rules }: RuleSource): number {
  return Math.max(0, ...rules.map(({ requiredApprovals }) => requiredApprovals))
}
