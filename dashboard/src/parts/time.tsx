import { useSyncExternalStore } from 'react'

/** Relative in the line, exact on hover. */
export function Time({ at, className }: { at: string | null | undefined; className?: string }) {
  const now = useNow()
  if (!at) return null
  return (
    <time dateTime={at} title={exact(at)} className={className}>
      {relative(at, now)}
    </time>
  )
}

/** Counts while something runs, stands still once it ended. */
export function Elapsed({ from, to, className }: { from: string | null; to: string | null; className?: string }) {
  const now = useNow()
  if (!from) return null
  const ms = Math.max(0, (to ? Date.parse(to) : now) - Date.parse(from))
  // What happened at once has no duration worth reading.
  return to && ms === 0 ? null : <span className={className}>{duration(ms)}</span>
}

export function exact(at: string): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
}

export function relative(at: string, now: number): string {
  const seconds = Math.round((now - Date.parse(at)) / 1000)
  if (seconds < -5) return `in ${duration(-seconds * 1000)}`
  if (seconds < 5) return 'now'
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`
  if (seconds < 30 * 86_400) return `${Math.floor(seconds / 86_400)} d ago`
  return new Date(at).toLocaleDateString(undefined, { year: 'numeric', month: 'short', day: 'numeric' })
}

/** 840 ms · 2.4 s · 1 min 20 s · 3 h 5 min · 2 d 4 h: two units at most. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  if (seconds < 86_400) return pair(Math.floor(seconds / 3600), 'h', Math.floor((seconds % 3600) / 60), 'min')
  return pair(Math.floor(seconds / 86_400), 'd', Math.floor((seconds % 86_400) / 3600), 'h')
}

function pair(a: number, unitA: string, b: number, unitB: string): string {
  return b === 0 ? `${a} ${unitA}` : `${a} ${unitA} ${b} ${unitB}`
}

/** Small amounts keep the digits that say something: $0.0042, $0.31, $12.40. */
export function money(usd: number): string {
  if (usd === 0) return '$0'
  if (usd < 0.01) return `$${usd.toFixed(4)}`
  return `$${usd.toFixed(2)}`
}

export function count(value: number): string {
  return value.toLocaleString('en-US')
}

export function bytes(size: number): string {
  if (size < 1024) return `${size} B`
  if (size < 1024 * 1024) return `${(size / 1024).toFixed(1)} kB`
  return `${(size / 1024 / 1024).toFixed(1)} MB`
}

// One clock for the whole page: a thousand rows must not mean a thousand timers.
let current = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    current = Date.now()
    for (const each of listeners) each()
  }, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}

function useNow(): number {
  return useSyncExternalStore(subscribe, () => current)
}
