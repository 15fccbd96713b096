import type { Step } from '../api/specs.ts'
import { merge } from '../parts/class-names.ts'
import { Link } from '../parts/link.tsx'
import { StatusIcon } from '../parts/status.tsx'
import { Elapsed, exact, money } from '../parts/time.tsx'
import { fullChain, stateWord, stepName, summarize } from './chain-model.ts'

/**
 * The evidence chain: what became of a spec, from its text to its figures, each step with state, time, cost and a link
 * to the proof. A line of steps where there is room, a column on a phone.
 */
export function EvidenceChain({ chain }: { chain: readonly Step[] }) {
  const steps = fullChain(chain)
  return (
    <nav aria-label="Evidence chain" data-testid="evidence-chain" className="rounded-md border bg-raised">
      <ol className="flex flex-col px-4 py-2 md:grid md:auto-cols-fr md:grid-flow-col md:p-0">
        {steps.map((step, index) => (
          <ChainStep key={step.key} step={step} last={index === steps.length - 1} next={steps[index + 1]} />
        ))}
      </ol>
    </nav>
  )
}

function ChainStep({ step, last, next }: { step: Step; last: boolean; next: Step | undefined }) {
  const body = (
    <>
      <span className="flex items-center md:w-full">
        <StatusIcon status={step.state} className="size-5" />
      </span>
      <span className="flex min-w-0 grow flex-wrap items-baseline gap-x-2 md:mt-2 md:block">
        <span className={merge('block text-sm font-medium', step.state === 'waiting' && 'text-muted')}>
          {stepName(step.key)}
        </span>
        <span className="min-w-0 text-xs wrap-anywhere text-muted md:block">
          <StepDetail step={step} />
        </span>
      </span>
      <span className="ml-auto flex shrink-0 gap-2 text-xs text-muted md:mt-1 md:ml-0 md:flex-wrap">
        <Elapsed from={step.startedAt} to={step.finishedAt} />
        {step.costUsd !== null && step.costUsd > 0 && <span>{money(step.costUsd)}</span>}
      </span>
    </>
  )
  const shape =
    'relative flex min-h-9 items-center gap-3 md:h-full md:flex-col md:items-start md:gap-0 md:px-3 md:py-3 rounded-md'
  const title = step.startedAt
    ? `${stepName(step.key)} ${stateWord(step.state)}, began ${exact(step.startedAt)}`
    : undefined
  return (
    <li className="relative min-w-0" data-step={step.key} data-state={step.state}>
      {!last && <Connector reached={step.state === 'done' && next?.state !== 'waiting'} />}
      {step.href ? (
        <Link href={step.href} className={merge(shape, 'row-focus hover:bg-hover')} title={title}>
          {body}
        </Link>
      ) : (
        <div className={shape} title={title}>
          {body}
        </div>
      )}
    </li>
  )
}

function StepDetail({ step }: { step: Step }) {
  const word = stateWord(step.state)
  const text =
    step.detail ||
    (step.state === 'waiting' ? word : step.label && step.label !== stepName(step.key) ? step.label : word)
  return (
    <>
      {text !== word && <span className="sr-only">{word}: </span>}
      <span
        className={step.state === 'failed' ? 'text-failed' : step.state === 'needs_person' ? 'text-person' : undefined}
      >
        {text}
      </span>
    </>
  )
}

/** The line to the next step: drawn through once both ends are reached. */
function Connector({ reached }: { reached: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={merge(
        'pointer-events-none absolute top-7 left-2.5 z-10 h-4 border-l md:top-[22px] md:right-1 md:left-10 md:h-0 md:border-t md:border-l-0',
        reached ? 'border-done' : 'border-dashed border-line-strong',
      )}
    />
  )
}

/** The same chain on a card: eight shapes on a line, one sentence for a screen reader. */
export function MiniChain({ chain }: { chain: readonly Step[] }) {
  const steps = fullChain(chain)
  return (
    <span
      role="img"
      aria-label={summarize(chain)}
      title={summarize(chain)}
      className="flex w-full max-w-52 items-center"
    >
      {steps.map((step, index) => (
        <span key={step.key} className={merge('flex items-center', index < steps.length - 1 && 'grow')}>
          <StatusIcon status={step.state} className="size-3" />
          {index < steps.length - 1 && (
            <span className={merge('h-px grow', step.state === 'done' ? 'bg-done' : 'bg-line-strong')} />
          )}
        </span>
      ))}
    </span>
  )
}
