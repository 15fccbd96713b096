/** `docs` and `../src/a.ts#L1` → `src/a.ts`; what leads out of the repository stays at its root. */
export function joinPath(folder: string, href: string): string {
  const parts = folder === '' || href.startsWith('/') ? [] : folder.split('/')
  for (const part of (href.split(/[?#]/)[0] ?? '').split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(decode(part))
  }
  return parts.join('/')
}

/** Addresses in Markdown are encoded; a `%` that stands alone is meant as it is. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
