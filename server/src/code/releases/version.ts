/**
 * Whether a tag names a higher version than another (semver.org, section 11, without the rules for prereleases, which are never the latest).
 * A tag that is no version is newer than anything: then the time decides.
 */
export function isHigherVersion(tag: string, than: string): boolean {
  const [a, b] = [versionOf(tag), versionOf(than)]
  if (!a || !b) return true
  const at = a.findIndex((part, i) => part !== b[i])
  return at >= 0 && a[at]! > b[at]!
}

function versionOf(tag: string): number[] | undefined {
  const found = /(?:^|[^0-9])(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?$/.exec(tag)
  return found ? found.slice(1).map((part) => Number(part ?? 0)) : undefined
}
