import { stripVTControlCharacters } from 'node:util'
import { fit, padEnd, type Style, width } from '../terminal/style.ts'

const GAP = 2
const MIN_COLUMN = 8

/**
 * Aligned columns under grey headings. Where they do not fit, the widest give way, but for ids, which are there to be
 * copied; where even that is too much, columns are left out from the right.
 */
export function printTable(headings: string[], rows: string[][], at: { columns: number; style: Style }): string[] {
  const natural = headings.map((heading, i) => Math.max(width(heading), ...rows.map((row) => width(row[i] ?? ''))))
  const least = natural.map((columns, i) => (headings[i] === 'id' ? columns : Math.min(columns, MIN_COLUMN)))
  const widths = shrink(natural, least, at.columns)
  const line = (cells: string[], paint = (text: string) => text) =>
    widths
      .map((columns, i) => paint(padEnd(cut(cells[i] ?? '', columns), columns)))
      .join(' '.repeat(GAP))
      .trimEnd()
  return [line(headings, at.style.dim), ...rows.map((row) => line(row))]
}

function shrink(natural: number[], least: number[], columns: number): number[] {
  const total = (list: number[]) => list.reduce((sum, one) => sum + one, 0) + GAP * (list.length - 1)
  let kept = natural.length
  while (kept > 1 && total(least.slice(0, kept)) > columns) kept--
  const widths = natural.slice(0, kept)
  while (total(widths) > columns) {
    const room = widths.map((one, i) => one - least[i]!)
    const widest = widths.reduce((best, one, i) => (room[i]! > 0 && one > (widths[best] ?? 0) ? i : best), -1)
    if (widest === -1) break
    widths[widest]!--
  }
  return widths
}

/** Coloured text is cut only when it must be, and then loses its colour. */
function cut(cell: string, columns: number): string {
  return width(cell) <= columns ? cell : fit(stripVTControlCharacters(cell), columns)
}
