import type {
  File,
  GitBlameOutput,
  GitCommitOutput,
  GitCommitsInput,
  GitCommitsOutput,
  GitHighlightOutput,
  GitLocateOutput,
  GitOverviewOutput,
  GitSearchInput,
  GitSearchOutput,
  GitTreeOutput,
} from '@devflow/sdk'
import { type Address, client } from './client.ts'
import { createTurns } from './turns.ts'

export type { BranchDetail, CommitSignature, Language } from '@devflow/sdk'
export type Blob = File
export type Blame = GitBlameOutput
export type FileDiff = GitCommitOutput['files'][number]
export type Commit = GitCommitsOutput['items'][number]
export type Highlight = GitHighlightOutput
export type Located = GitLocateOutput
export type Overview = GitOverviewOutput
export type SearchResult = GitSearchOutput
export type TreeEntry = GitTreeOutput['items'][number]

/** One file or folder of one commit. */
interface At {
  ref: string
  path: string
}

/** The server prepares colours one text after the other and turns away a crowd; a page of many files must not be one. */
const colouring = createTurns(2)

export const code = {
  listBranches: ({ owner, name }: Address, query: { query: string; page: number; limit: number }) =>
    client.git.listBranches({ owner, name, ...query }),
  tags: ({ owner, name }: Address, query: { page: number; limit: number }) =>
    client.git.tags({ owner, name, ...query }),
  commits: ({ owner, name }: Address, query: Omit<GitCommitsInput, keyof Address>) =>
    client.git.commits({ owner, name, ...query }),
  commit: ({ owner, name }: Address, sha: string) => client.git.commit({ owner, name, sha }),
  fileDiff: (
    { owner, name }: Address,
    { base, oldPath, ...of }: { base: string | undefined; head: string; path: string; oldPath: string | undefined },
  ) =>
    client.git.fileDiff({
      owner,
      name,
      ...of,
      ...(base === undefined ? {} : { base }),
      ...(oldPath === undefined ? {} : { oldPath }),
    }),
  signatures: ({ owner, name }: Address, shas: string[]) => client.git.signatures({ owner, name, shas }),
  signature: ({ owner, name }: Address, sha: string) => client.git.signature({ owner, name, sha }),
  compare: ({ owner, name }: Address, query: { base: string; head: string }) =>
    client.git.compare({ owner, name, ...query }),
  overview: ({ owner, name }: Address, ref?: string) =>
    client.git.overview({ owner, name, ...(ref === undefined ? {} : { ref }) }),
  locate: ({ owner, name }: Address, address: string) => client.git.locate({ owner, name, address }),
  tree: ({ owner, name }: Address, at: At & { page: number }) => client.git.tree({ owner, name, ...at }),
  lastCommits: ({ owner, name }: Address, at: At & { page: number }) => client.git.lastCommits({ owner, name, ...at }),
  blob: ({ owner, name }: Address, at: At) => client.git.blob({ owner, name, ...at }),
  highlight: ({ owner, name }: Address, at: At) => colouring(() => client.git.highlight({ owner, name, ...at })),
  highlightText: ({ owner, name }: Address, of: { language: string; text: string }) =>
    colouring(() => client.git.highlightText({ owner, name, ...of })),
  blame: ({ owner, name }: Address, at: At) => client.git.blame({ owner, name, ...at }),
  files: ({ owner, name }: Address, ref: string) => client.git.files({ owner, name, ref }),
  languages: ({ owner, name }: Address, ref: string) => client.git.languages({ owner, name, ref }),
  contributors: ({ owner, name }: Address, ref: string) => client.git.contributors({ owner, name, ref, limit: 12 }),
  search: ({ owner, name }: Address, query: Omit<GitSearchInput, keyof Address>) =>
    client.git.search({ owner, name, ...query }),
}
