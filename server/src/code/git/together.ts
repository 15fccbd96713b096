/**
 * One look answers everybody who asked before it began. Whoever asks while one is under way shares the next, so that what they are told
 * was read after they asked, as if each had looked alone: nothing is kept, and nothing has to be invalidated.
 */
export function createTogether<T>(): (key: string, look: () => Promise<T>) => Promise<T> {
  const flights = new Map<string, { running: Promise<T>; next: Promise<T> | undefined }>()

  function begin(key: string, look: () => Promise<T>): Promise<T> {
    const flight: { running: Promise<T>; next: Promise<T> | undefined } = { running: look(), next: undefined }
    flights.set(key, flight)
    const end = () => {
      if (flight.next === undefined) flights.delete(key)
    }
    flight.running.then(end, end)
    return flight.running
  }

  return (key, look) => {
    const flight = flights.get(key)
    if (!flight) return begin(key, look)
    flight.next ??= flight.running.then(
      () => begin(key, look),
      () => begin(key, look),
    )
    return flight.next
  }
}
