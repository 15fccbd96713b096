import type { ActorRef } from '../api/client.ts'
import { merge } from './class-names.ts'

/** Who did it, and what kind of who: a round mark for a person, a diamond for an agent, a square for the system. */
export function Actor({ actor, className }: { actor: Pick<ActorRef, 'kind' | 'name'>; className?: string }) {
  return (
    <span
      className={merge('inline-flex min-w-0 items-center gap-1.5', className)}
      title={`${actor.name} (${actor.kind})`}
    >
      <ActorMark actor={actor} />
      <span className="truncate font-medium">{actor.name}</span>
      <span className="sr-only">({actor.kind})</span>
    </span>
  )
}

export function ActorMark({ actor }: { actor: Pick<ActorRef, 'kind' | 'name'> }) {
  if (actor.kind === 'agent') {
    return (
      <svg viewBox="0 0 20 20" className="size-5 shrink-0 text-agent" aria-hidden="true">
        <path
          d="M10 2.5 17.5 10 10 17.5 2.5 10Z"
          fill="currentColor"
          fillOpacity="0.15"
          stroke="currentColor"
          strokeWidth="1.5"
        />
        <circle cx="10" cy="10" r="1.75" fill="currentColor" />
      </svg>
    )
  }
  const initial = actor.name.slice(0, 1).toUpperCase()
  return (
    <span
      aria-hidden="true"
      className={merge(
        'inline-flex size-5 shrink-0 items-center justify-center border border-line-strong text-[10px] font-semibold text-muted',
        actor.kind === 'person' ? 'rounded-full' : 'rounded-md',
      )}
    >
      {actor.kind === 'system' ? '·' : initial}
    </span>
  )
}
