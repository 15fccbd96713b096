const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** `0.4s`, `12s`, `3m 04s`, `2h 10m`, `5d 3h`. */
export function printDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000
  if (seconds < 9.95) return `${seconds.toFixed(1)}s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole}s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes}m ${String(whole % 60).padStart(2, '0')}s`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours}h ${String(minutes % 60).padStart(2, '0')}m`
  return `${Math.floor(hours / 24)}d ${hours % 24}h`
}

/** `just now`, `5 min ago`, `in 2 h`, `3 days ago`; older than a month: the date. */
export function printRelative(at: Date, now: Date): string {
  const ms = now.getTime() - at.getTime()
  const distance = Math.abs(ms)
  if (distance < 10_000) return 'just now'
  if (distance > 30 * DAY_MS) return at.toISOString().slice(0, 10)
  const words =
    distance < MINUTE_MS
      ? `${Math.round(distance / 1000)} s`
      : distance < HOUR_MS
        ? `${Math.round(distance / MINUTE_MS)} min`
        : distance < DAY_MS
          ? `${Math.round(distance / HOUR_MS)} h`
          : plural(Math.round(distance / DAY_MS), 'day')
  return ms > 0 ? `${words} ago` : `in ${words}`
}

/** Cents, and more places where a cent is too coarse. */
export function printCost(usd: number): string {
  if (usd === 0) return '$0'
  return Math.abs(usd) < 0.01 ? `$${usd.toFixed(4)}` : `$${usd.toFixed(2)}`
}

export function printBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let size = bytes
  let unit = 0
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit++
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
