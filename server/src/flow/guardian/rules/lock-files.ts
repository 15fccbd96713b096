import { posix } from 'node:path'

const LOCK_FILES = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
  'deno.lock',
  'cargo.lock',
  'gemfile.lock',
  'composer.lock',
  'poetry.lock',
  'pipfile.lock',
  'uv.lock',
  'pdm.lock',
  'go.sum',
  'mix.lock',
  'pubspec.lock',
  'podfile.lock',
  'package.resolved',
  'packages.lock.json',
  'gradle.lockfile',
  'flake.lock',
  '.terraform.lock.hcl',
])

/** Written by a package manager: thousands of lines of hashes that nobody reviews one by one. */
export function isLockFile(path: string): boolean {
  return LOCK_FILES.has(posix.basename(path).toLowerCase())
}
