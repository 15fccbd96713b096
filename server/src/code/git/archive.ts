import type { Readable } from 'node:stream'
import { type GitCommand, killGroup } from './command.ts'

export type ArchiveFormat = 'zip' | 'tar.gz'

/** Something git prints that is passed on while it is made. */
export interface ObjectStream {
  output: Readable
  /** Ends it early. Safe to call at any time. */
  abort(): void
}

/** The files of a commit below one folder, made while it is sent; `export-ignore` of its .gitattributes is honoured. */
export function streamArchive(
  git: GitCommand,
  { gitDir, commit, format, folder }: { gitDir: string; commit: string; format: ArchiveFormat; folder: string },
): ObjectStream {
  return stream(git, gitDir, ['archive', `--format=${format}`, `--prefix=${folder}/`, commit])
}

/** A blob of any size. */
export function streamBlob(git: GitCommand, { gitDir, sha }: { gitDir: string; sha: string }): ObjectStream {
  return stream(git, gitDir, ['cat-file', 'blob', sha])
}

function stream(git: GitCommand, gitDir: string, args: string[]): ObjectStream {
  const child = git.spawn(args, { gitDir, stdio: ['ignore', 'pipe', 'ignore'] })
  const output = child.stdout!
  // A body that ends well although git failed would pass for the whole: it must break instead.
  child.once('error', (error) => output.destroy(error))
  child.once('exit', (code) => {
    if (code !== 0 && !output.destroyed) output.destroy(new Error(`git ${args[0]} ended with ${code ?? 'a signal'}`))
  })
  output.on('error', () => {}) // whoever reads hears of it; if nobody does any more, it is nobody's failure
  const abort = () => {
    output.destroy()
    killGroup(child)
  }
  return { output, abort }
}
