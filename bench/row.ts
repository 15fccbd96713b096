/** One measured claim; a benchmark answers some of them. */
export interface BenchRow {
  claim: string
  value: string
  /** What the value has to be, or "shown" where nothing is promised. */
  target: string
  met: boolean
}
