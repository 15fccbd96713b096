import { DevFlowError } from '@devflow/sdk'

/** Exit codes; docs/cli.md promises them to scripts. */
export const EXIT = { ok: 0, failed: 1, usage: 2, unreachable: 3, unauthenticated: 4, interrupted: 130 } as const
export type Exit = (typeof EXIT)[keyof typeof EXIT]
type Reason = Exclude<keyof typeof EXIT, 'ok'>

/** Something a command cannot do, in a sentence for a person, with further lines that show the way out. */
export class Failure extends Error {
  readonly reason: Reason
  readonly hints: readonly string[]

  constructor(reason: Reason, sentence: string, hints: readonly string[] = []) {
    super(sentence)
    this.reason = reason
    this.hints = hints
  }

  get exit(): Exit {
    return EXIT[this.reason]
  }
}

/** What anything thrown means to the person at the terminal. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (error instanceof DevFlowError) return fromServer(error)
  if (error instanceof Error && error.name === 'AbortError') return new Failure('interrupted', 'Stopped.')
  const sentence = error instanceof Error ? error.message : String(error)
  return new Failure('failed', `Something went wrong in the command line itself: ${sentence}`)
}

function fromServer(error: DevFlowError): Failure {
  switch (error.kind) {
    case 'unreachable':
      return new Failure('unreachable', `${error.message.replace(/\.$/, '')}; start one with \`npm start\`.`)
    case 'unauthenticated':
      return new Failure('unauthenticated', error.message, ['  devflow login --token -'])
    case 'invalid':
      return new Failure('failed', error.message, fieldHints(error))
    default:
      return new Failure('failed', error.message)
  }
}

/** The server lists every field that is wrong; its sentence names the first. */
function fieldHints({ details }: DevFlowError): string[] {
  if (!Array.isArray(details) || details.length < 2) return []
  return details.map((issue: { field?: string; message?: string }) => `  ${issue.field || 'input'}: ${issue.message}`)
}
