const DAY_MS = 86_400_000
/** Mean length of a lunation, in days. */
export const SYNODIC_MONTH = 29.530588853
/** A new moon to count from: 6 January 2000, 18:14 UTC. */
const NEW_MOON_MS = Date.UTC(2000, 0, 6, 18, 14)

const PHASES = [
  'New moon',
  'Waxing crescent',
  'First quarter',
  'Waxing gibbous',
  'Full moon',
  'Waning gibbous',
  'Last quarter',
  'Waning crescent',
]

/** Days since the last mean new moon, 0 ≤ age < 29.53. Good to about half a day. */
export function moonAge(date) {
  const days = (date.getTime() - NEW_MOON_MS) / DAY_MS
  return ((days % SYNODIC_MONTH) + SYNODIC_MONTH) % SYNODIC_MONTH
}

/** The phase on a date: its name, its age in days, and the lit part of the disc from 0 to 1. */
export function moonPhase(date) {
  const age = moonAge(date)
  const turn = age / SYNODIC_MONTH
  return {
    name: PHASES[Math.round(turn * 8) % 8],
    age,
    illumination: (1 - Math.cos(2 * Math.PI * turn)) / 2,
  }
}
