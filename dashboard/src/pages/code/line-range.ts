/** The lines an address points at, both included. */
export interface LineRange {
  from: number
  to: number
}

/** `L10`, `L10-L20` and `L20-L10`, with or without their `#`. */
export function parseLines(hash: string): LineRange | undefined {
  const [, first, second] = /^#?L(\d{1,7})(?:-L?(\d{1,7}))?$/.exec(hash) ?? []
  if (first === undefined) return undefined
  const [a, b] = [Number(first), Number(second ?? first)]
  return a === 0 || b === 0 ? undefined : { from: Math.min(a, b), to: Math.max(a, b) }
}

export function hashOf({ from, to }: LineRange): string {
  return from === to ? `L${from}` : `L${from}-L${to}`
}
