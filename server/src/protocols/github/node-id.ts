/** What GraphQL calls an object by: its kind and its id. Opaque to clients, the same for ever. */
const PREFIX = {
  Repository: 'R',
  User: 'U',
  Organization: 'O',
  Bot: 'BOT',
  Team: 'T',
  Issue: 'I',
  IssueComment: 'IC',
  Label: 'LA',
  Milestone: 'MI',
  Reaction: 'REA',
  PullRequest: 'PR',
  PullRequestReview: 'PRR',
  PullRequestReviewComment: 'PRRC',
  PullRequestReviewThread: 'PRRT',
  Ref: 'REF',
  Commit: 'C',
  Tree: 'TR',
  Blob: 'B',
  Tag: 'TA',
  CheckRun: 'CR',
  CheckSuite: 'CS',
  StatusContext: 'SC',
  Release: 'RE',
  ReleaseAsset: 'RA',
  App: 'A',
  Installation: 'INST',
  IssueEvent: 'IE',
  WorkflowRun: 'WFR',
  Workflow: 'W',
  DeployKey: 'DK',
  BranchProtectionRule: 'BPR',
  Ruleset: 'RRS',
} as const

export type NodeKind = keyof typeof PREFIX

export function printNodeId(kind: NodeKind, id: string | number): string {
  return `${PREFIX[kind]}_${Buffer.from(String(id)).toString('base64url')}`
}

const KIND = new Map<string, NodeKind>(Object.entries(PREFIX).map(([kind, prefix]) => [prefix, kind as NodeKind]))

/** The longest is that of a ref: where the repository is, and the name. */
const LONGEST_ID = 1000

/** Undefined for what is no id of ours. */
export function parseNodeId(nodeId: string): { kind: NodeKind; id: string } | undefined {
  const cut = nodeId.indexOf('_')
  const kind = KIND.get(nodeId.slice(0, cut))
  // Base64url may itself hold an underscore, so only the first one counts.
  const id = Buffer.from(nodeId.slice(cut + 1), 'base64url').toString('utf8')
  const given = id !== '' && id.length <= LONGEST_ID && !id.includes('\0')
  return kind && given ? { kind, id } : undefined
}
