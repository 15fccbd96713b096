import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { descendants, hasProc } from './process-table.ts'

/** TCP state LISTEN in /proc/net/tcp. */
const LISTEN = '0A'

/**
 * The TCP ports on which a process or anything it started listens, in ascending order; undefined where the machine does
 * not say. So that nobody takes a stranger on the expected port for the application that was started.
 */
export function listeningPorts(root: number): number[] | undefined {
  if (!hasProc) return undefined
  const sockets = new Set([root, ...descendants(root)].flatMap(readSockets))
  const ports = ['tcp', 'tcp6'].flatMap((table) => readListeners(table).filter(({ inode }) => sockets.has(inode)))
  return [...new Set(ports.map(({ port }) => port))].sort((a, b) => a - b)
}

function readSockets(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => readSocket(`/proc/${pid}/fd/${fd}`))
  } catch {
    return []
  }
}

function readSocket(path: string): string[] {
  try {
    const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(path))?.[1]
    return inode ? [inode] : []
  } catch {
    return []
  }
}

function readListeners(table: string): { port: number; inode: string }[] {
  let lines: string[]
  try {
    lines = readFileSync(`/proc/net/${table}`, 'utf8').trim().split('\n').slice(1)
  } catch {
    return []
  }
  return lines.flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
    return state === LISTEN ? [{ port: Number.parseInt(local.slice(local.indexOf(':') + 1), 16), inode }] : []
  })
}
