import type { File, GitCommitOutput, GitCommitsInput, GitCommitsOutput, GitTreeOutput } from '@devflow/sdk'
import { type Address, client } from './client.ts'

export type { Branch } from '@devflow/sdk'
export type Blob = File
export type FileDiff = GitCommitOutput['files'][number]
export type Commit = GitCommitsOutput['items'][number]
export type TreeEntry = GitTreeOutput['items'][number]

export const code = {
  branches: ({ owner, name }: Address) => client.git.branches({ owner, name }),
  commits: ({ owner, name }: Address, query: Omit<GitCommitsInput, keyof Address>) =>
    client.git.commits({ owner, name, ...query }),
  commit: ({ owner, name }: Address, sha: string) => client.git.commit({ owner, name, sha }),
  tree: ({ owner, name }: Address, query: { ref: string; path: string }) => client.git.tree({ owner, name, ...query }),
  blob: ({ owner, name }: Address, query: { ref: string; path: string }) => client.git.blob({ owner, name, ...query }),
}
