/** The paths that contain the letters in their order, best first: in one piece before scattered, in the name before in a folder, short before long. */
export function findPaths(paths: readonly string[], text: string, most: number): string[] {
  const wanted = text.toLowerCase().replace(/\s+/g, '')
  if (wanted === '') return paths.slice(0, most)
  const found: { path: string; rank: number }[] = []
  for (const path of paths) {
    const rank = rankOf(path.toLowerCase(), wanted)
    if (rank !== undefined) found.push({ path, rank })
  }
  return found
    .sort((a, b) => a.rank - b.rank || a.path.length - b.path.length || (a.path < b.path ? -1 : 1))
    .slice(0, most)
    .map(({ path }) => path)
}

function rankOf(path: string, wanted: string): number | undefined {
  const name = path.lastIndexOf('/') + 1
  const whole = path.indexOf(wanted, name)
  if (whole >= 0) return whole === name ? 0 : 1
  if (path.includes(wanted)) return 2
  if (isWithin(path.slice(name), wanted)) return 3
  return isWithin(path, wanted) ? 4 : undefined
}

function isWithin(text: string, letters: string): boolean {
  let at = 0
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1
    if (at === 0) return false
  }
  return true
}
