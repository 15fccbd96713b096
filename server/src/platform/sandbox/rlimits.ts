import { readFileSync } from 'node:fs'
import type { SandboxLimits } from './contract.ts'
import { findExecutable, type Tools } from './tools.ts'

const OPEN_FILES = 4_096

/**
 * The command behind `prlimit`, which also answers 127 when there is no such command. Address space is left alone on
 * purpose: Node reserves far more of it than it uses. `processes` is passed only where it counts this sandbox alone.
 */
export function limitCommand(
  command: readonly string[],
  limits: SandboxLimits = {},
  tools: Tools,
  processes: number | undefined,
): string[] {
  const prlimit = findExecutable('prlimit', `/usr/bin:/bin:${tools.path}`)
  // 'env' only so that a missing command is answered with 127 here too, not with a failure to start.
  if (!prlimit) return ['/usr/bin/env', ...command]
  const { openFiles = OPEN_FILES, fileSizeMb, cpuSeconds } = limits
  return [
    prlimit,
    '--core=0',
    `--nofile=${Math.min(openFiles, hardLimit('Max open files'))}`,
    ...(processes === undefined ? [] : [`--nproc=${Math.min(processes, hardLimit('Max processes'))}`]),
    ...(fileSizeMb === undefined ? [] : [`--fsize=${fileSizeMb * 1024 * 1024}`]),
    ...(cpuSeconds === undefined ? [] : [`--cpu=${cpuSeconds}`]),
    '--',
    ...command,
  ]
}

/** Ours are the highest we may hand on. */
function hardLimit(name: string): number {
  const line = readFileSync('/proc/self/limits', 'utf8')
    .split('\n')
    .find((text) => text.startsWith(name))
  const hard = line?.slice(26).trim().split(/\s+/)[1]
  return hard === undefined || hard === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(hard)
}
