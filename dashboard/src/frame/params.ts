import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Address } from '../api/client.ts'

export function useParam(name: string): string {
  return useParams({ strict: false, select: (params) => (params as Record<string, string | undefined>)[name] ?? '' })
}

/** The project the address of this page names. */
export function useProjectAddress(): Address {
  const owner = useParam('owner')
  const name = useParam('name')
  return useMemo(() => ({ owner, name }), [owner, name])
}
