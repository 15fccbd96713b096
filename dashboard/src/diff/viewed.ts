import { useCallback, useState } from 'react'
import type { FileDiff } from '../api/code.ts'

const STORE = 'devflow.viewed'
/** Some hundred reviews; the oldest marks go first. */
const MOST_MARKS = 3000

/** Which files a person has seen, kept in this browser. A mark belongs to the file's content: what changes again is new. */
export function useViewed(): {
  isViewed: (file: FileDiff) => boolean
  setViewed: (file: FileDiff, viewed: boolean) => void
} {
  const [marks, setMarks] = useState<ReadonlySet<string>>(() => new Set(read()))
  const isViewed = useCallback((file: FileDiff) => marks.has(markOf(file)), [marks])
  const setViewed = useCallback((file: FileDiff, viewed: boolean) => {
    const next = new Set(read())
    next.delete(markOf(file))
    if (viewed) next.add(markOf(file))
    localStorage.setItem(STORE, JSON.stringify([...next].slice(-MOST_MARKS)))
    setMarks(next)
  }, [])
  return { isViewed, setViewed }
}

function markOf({ path, blob }: FileDiff): string {
  return `${blob.slice(0, 12)} ${path}`
}

function read(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORE) ?? '[]')
    return Array.isArray(stored) ? stored.filter((each) => typeof each === 'string') : []
  } catch {
    return []
  }
}
