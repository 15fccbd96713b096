import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import type { Address } from '../api/client.ts'
import type { FileDiff, Highlight } from '../api/code.ts'
import { queries } from '../api/queries.ts'
import { type Around, type Direction, widen, widenAll } from './around.ts'
import { hunksOf } from './hunks.ts'

/** Where the two sides of a diff are, for what it does not hold itself: colours, more lines, pictures, patches that were cut. */
export interface DiffSource {
  project: Address
  /** Undefined: there was nothing before. */
  base: string | undefined
  head: string
}

/** The colours of both sides of a file. */
export interface Colours {
  old: Highlight | undefined
  new: Highlight | undefined
}

/** Files in sight at once are few; whoever flies past more of them does not wait for their colours. */
const MOST_COLOURED = 8

/** Colours of the files in sight. They come later than the text, and some never: then it stays plain. */
export function useColours(source: DiffSource | undefined, inSight: readonly FileDiff[]): ReadonlyMap<string, Colours> {
  const sides = useMemo(
    () =>
      source
        ? inSight.slice(0, MOST_COLOURED).flatMap((file) => {
            const before = file.status === 'added' ? undefined : source.base
            const after = file.status === 'deleted' ? undefined : source.head
            return [
              ...(before === undefined
                ? []
                : [{ file, side: 'old' as const, ref: before, path: file.oldPath ?? file.path }]),
              ...(after === undefined ? [] : [{ file, side: 'new' as const, ref: after, path: file.path }]),
            ]
          })
        : [],
    [source, inSight],
  )
  const found = useQueries({
    queries: sides.map(({ ref, path }) => ({ ...queries.highlight(source!.project, ref, path), staleTime: Infinity })),
    combine: useCallback((results: { data: Highlight | undefined }[]) => results.map(({ data }) => data), []),
  })
  return useMemo(() => {
    const colours = new Map<string, Colours>()
    for (const [at, { file, side }] of sides.entries()) {
      const known = colours.get(file.path) ?? { old: undefined, new: undefined }
      colours.set(file.path, { ...known, [side]: found[at] })
    }
    return colours
  }, [sides, found])
}

/** More of a file than its diff: lines around the changes, and the patch that was too long for the list. */
export function useMore(source: DiffSource | undefined) {
  const client = useQueryClient()
  const [around, setAround] = useState<ReadonlyMap<string, Around>>(new Map())
  const [complete, setComplete] = useState<ReadonlyMap<string, FileDiff>>(new Map())
  /** Files of which there is nothing more to be had. */
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set())
  const refuse = (path: string) => setRefused((before) => new Set(before).add(path))

  async function show(file: FileDiff, change: (known: Around) => Around): Promise<void> {
    if (!source) return
    try {
      const { content, truncated } = await client.fetchQuery(queries.blob(source.project, source.head, file.path))
      if (content === null || truncated) return refuse(file.path)
      const lines = content.replace(/\n$/, '').split('\n')
      setAround((before) => new Map(before).set(file.path, change(before.get(file.path) ?? { lines, gaps: new Map() })))
    } catch {
      refuse(file.path)
    }
  }

  return {
    around,
    complete,
    mayShow: (file: FileDiff) => source !== undefined && !refused.has(file.path),
    showMore: (file: FileDiff, gap: number, direction: Direction) =>
      show(file, (known) => widen(known, gap, direction)),
    showAll: (file: FileDiff) =>
      show(file, (known) => widenAll(known, hunksOf(file, { ignoreSpace: false }).length + 1)),
    async loadPatch(file: FileDiff): Promise<void> {
      if (!source) return
      const { path, oldPath } = file
      const asked = queries.fileDiff(source.project, { base: source.base, head: source.head, path, oldPath })
      await client.fetchQuery(asked).then(
        (found) => setComplete((before) => new Map(before).set(path, found)),
        () => refuse(path),
      )
    },
  }
}
