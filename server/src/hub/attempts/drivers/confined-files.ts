import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, readlink, stat } from 'node:fs/promises'
import { dirname, relative, sep } from 'node:path'
import { Problem } from '#kernel'
import { confinedPath } from './confined.ts'

/**
 * Reading and writing one text file of the worktree on behalf of an agent. The agent's processes may swap a folder for a
 * link between our look and our open, so what was opened is looked at again before a byte goes either way.
 */
export async function readConfined(root: string, path: string, maxBytes: number): Promise<string> {
  const real = await confinedPath(root, path)
  await using file = await openRegular(real, constants.O_RDONLY | constants.O_NONBLOCK)
  await checkOpened(root, file, path)
  const { size } = await file.stat()
  if (size > maxBytes) {
    throw new Problem(
      'too_large',
      'attempts.file_too_large',
      `${JSON.stringify(path)} has ${size} bytes; the limit is ${maxBytes}.`,
    )
  }
  return await file.readFile('utf8')
}

export async function writeConfined(root: string, path: string, content: string, maxBytes: number): Promise<void> {
  const sizeBytes = Buffer.byteLength(content)
  if (sizeBytes > maxBytes) {
    throw new Problem(
      'too_large',
      'attempts.file_too_large',
      `${JSON.stringify(path)} would have ${sizeBytes} bytes; the limit is ${maxBytes}.`,
    )
  }
  const real = await confinedPath(root, path)
  const owner = await stat(root)
  await makeFolder(root, dirname(real), owner)
  // Not O_TRUNC: nothing may be lost before the look at what was opened.
  await using file = await openRegular(real, constants.O_WRONLY | constants.O_CREAT | constants.O_NONBLOCK)
  await checkOpened(root, file, path)
  await file.truncate(0)
  await file.writeFile(content)
  await giveTo(file, owner)
}

async function openRegular(real: string, flags: number): Promise<FileHandle> {
  const file = await open(real, flags | constants.O_NOFOLLOW, 0o644).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT')
      throw new Problem('not_found', 'attempts.no_such_file', `${JSON.stringify(real)} does not exist.`)
    throw new Problem(
      'invalid',
      'attempts.not_a_file',
      `${JSON.stringify(real)} cannot be opened as a file (${error.code}).`,
      { cause: error },
    )
  })
  if ((await file.stat()).isFile()) return file
  await file.close()
  throw new Problem('invalid', 'attempts.not_a_file', `${JSON.stringify(real)} is not a regular file.`)
}

/** Where the kernel can say what a descriptor is, it has to be inside. */
async function checkOpened(root: string, file: FileHandle, path: string): Promise<void> {
  const opened = await readlink(`/proc/self/fd/${file.fd}`).catch(() => undefined)
  if (opened !== undefined) await confinedPath(root, opened).catch(() => refuse(path))
}

function refuse(path: string): never {
  throw new Problem(
    'forbidden',
    'attempts.outside_worktree',
    `${JSON.stringify(path)} is outside the worktree; use paths inside it.`,
  )
}

interface Owner {
  uid: number
  gid: number
}

/** Sandboxed processes may run as another user; what we create for them must be theirs. */
async function makeFolder(root: string, folder: string, owner: Owner): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined || process.getuid?.() !== 0) return
  let current = dirname(first)
  for (const part of relative(current, folder).split(sep)) {
    current = `${current}${sep}${part}`
    await using handle = await open(current, constants.O_DIRECTORY | constants.O_NOFOLLOW)
    await checkOpened(root, handle, current)
    await handle.chown(owner.uid, owner.gid)
  }
}

async function giveTo(file: FileHandle, owner: Owner): Promise<void> {
  if (process.getuid?.() === 0) await file.chown(owner.uid, owner.gid)
}
