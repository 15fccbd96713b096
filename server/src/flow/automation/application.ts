const ENTRIES = ['index.html', 'server.js', 'server.mjs', 'server.cjs', 'server.ts', 'app.js']
const SITE_FOLDERS = ['public', 'dist']

/**
 * Whether a commit that was merely pushed looks like an application. Narrower than what a deployment can build: a library
 * that somebody pushes shall not end as a failed deployment. `names` are the entries at the root.
 */
export function looksLikeApplication(names: ReadonlySet<string>, packageJson: string | undefined): boolean {
  if (ENTRIES.some((name) => names.has(name))) return true
  if (packageJson === undefined) return SITE_FOLDERS.some((name) => names.has(name))
  try {
    return typeof JSON.parse(packageJson)?.scripts?.start === 'string'
  } catch {
    return false // the project's own problem, which its checks will report
  }
}
