/** Answers that can never change, such as what a commit says of a folder: kept by their question, the longest unused goes first. */
export interface Remembered<T> {
  /** Questions asked at the same moment are answered once. What fails is not kept. */
  get(question: string, answer: () => Promise<T>): Promise<T>
}

export function createRemembered<T>({ most }: { most: number }): Remembered<T> {
  const kept = new Map<string, Promise<T>>()
  return {
    async get(question, answer) {
      const known = kept.get(question)
      kept.delete(question)
      const promise = known ?? answer()
      kept.set(question, promise)
      if (kept.size > most) kept.delete(kept.keys().next().value!)
      return promise.catch((error) => {
        if (kept.get(question) === promise) kept.delete(question)
        throw error
      })
    },
  }
}
