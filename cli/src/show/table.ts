import { stripVTControlCharacters } from 'node:util'
import { fit, padEnd, type Style, width } from '../terminal/style.ts'

const GAP = 2
const MIN_COLUMN = 6

/**
 * Aligned columns under grey headings. Where they do not fit, the widest give way; where even that is too much,
 * the last columns are left out.
 */
export function printTable(headings: string[], rows: string[][], at: { columns: number; style: Style }): string[] {
  const natural = headings.map((heading, i) => Math.max(width(heading), ...rows.map((row) => width(row[i] ?? ''))))
  const widths = shrink(natural, at.columns)
  const line = (cells: string[], paint = (text: string) => text) =>
    widths
      .map((columns, i) => paint(padEnd(cut(cells[i] ?? '', columns), columns)))
      .join(' '.repeat(GAP))
      .trimEnd()
  return [line(headings, at.style.dim), ...rows.map((row) => line(row))]
}

function shrink(natural: number[], columns: number): number[] {
  const widths = [...natural]
  const total = () => widths.reduce((sum, one) => sum + one, 0) + GAP * (widths.length - 1)
  while (widths.length > 1 && widths.length * (MIN_COLUMN + GAP) - GAP > columns) widths.pop()
  while (total() > columns) {
    const widest = Math.max(...widths)
    if (widest <= MIN_COLUMN) break
    const second = Math.max(MIN_COLUMN, ...widths.filter((one) => one < widest))
    const index = widths.indexOf(widest)
    widths[index] = Math.max(second, widest - (total() - columns), MIN_COLUMN)
    if (widths[index] === widest) widths[index] = widest - 1
  }
  return widths
}

/** Coloured text is cut only when it must be, and then loses its colour. */
function cut(cell: string, columns: number): string {
  return width(cell) <= columns ? cell : fit(stripVTControlCharacters(cell), columns)
}
