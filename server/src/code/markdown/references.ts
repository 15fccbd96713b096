/** Where something that a text names can be looked at. */
export interface ReferenceLink {
  href: string
  title: string
}

/** More are a list, not a text. */
export const MOST_REFERENCES = 100

/**
 * `#7`, `owner/name#7`, `@login`, `owner/name@sha` and the id of a commit. Pure numbers and words of a few letters are no commits: a short id
 * has a digit and a letter.
 */
export const REFERENCE =
  /(?<![\w/#&@.-])(?:(?:[\w.-]+\/[\w.-]+)?#\d{1,9}|@[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?|(?:[\w.-]+\/[\w.-]+@)?(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40})(?![\w/@-])/gi

/** What a text seems to name, each once; whether it is there is for others to say. */
export function referencesIn(text: string): string[] {
  const found = new Set<string>()
  for (const [reference] of text.matchAll(REFERENCE)) {
    if (found.size < MOST_REFERENCES) found.add(reference)
  }
  return [...found]
}
