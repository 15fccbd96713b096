/** A single character would turn every log into stars without hiding anything. */
const MIN_MASKED_CHARACTERS = 2
const MAX_MASKS = 2_000

/**
 * Hides secrets in text: the value, each of its lines, and its base64 as whole text and as what a URL or an
 * Authorization header makes of it. Belongs to one job: `::add-mask::` of one must not blank the logs of others.
 */
export function createMasks(secrets: Iterable<string> = []) {
  const values = new Set<string>()
  let pattern: RegExp | undefined

  function add(secret: string): void {
    for (const value of [secret, ...secret.split(/\r?\n/)].map((text) => text.trim())) {
      if (value.length < MIN_MASKED_CHARACTERS || values.size >= MAX_MASKS) continue
      values.add(value)
      for (const variant of variantsOf(value)) values.add(variant)
    }
    pattern = undefined
  }

  for (const secret of secrets) add(secret)
  return {
    add,
    apply(text: string): string {
      if (values.size === 0) return text
      pattern ??= new RegExp(
        [...values]
          .sort((a, b) => b.length - a.length)
          .map(escapePattern)
          .join('|'),
        'g',
      )
      return text.replace(pattern, '***')
    },
    hides(text: string): boolean {
      return this.apply(text) !== text
    },
  }
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

export type Masks = ReturnType<typeof createMasks>

/** Short values have short encodings that would hit innocent text. */
const MIN_ENCODED_CHARACTERS = 6

function variantsOf(value: string): string[] {
  if (value.length < MIN_ENCODED_CHARACTERS) return []
  const bytes = Buffer.from(value)
  // Inside a longer text base64 shifts by one or two bytes; the characters that do not depend on the neighbours remain.
  const shifted = [1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '')
      .slice(shift + 1, -1),
  )
  const whole = bytes.toString('base64').replace(/=+$/, '')
  return [whole.slice(0, bytes.length % 3 === 0 ? undefined : -1), ...shifted, encodeURIComponent(value)].filter(
    (variant) => variant.length >= MIN_ENCODED_CHARACTERS,
  )
}
