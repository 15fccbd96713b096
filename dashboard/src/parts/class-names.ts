/** Joins class names, leaving out what is false. */
export function merge(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ')
}
