/** A deployment that cannot go on; the message is the reason people read. Anything else thrown is a fault of ours. */
export class Failure extends Error {
  override name = 'Failure'

  constructor(sentence: string, lastLines = '') {
    super(lastLines ? `${sentence} Its last lines:\n${lastLines}` : sentence)
  }
}

/** The deployment was stopped, or the server is stopping: no failure, and nothing to report. */
export class Interrupted extends Error {
  override name = 'Interrupted'
}
