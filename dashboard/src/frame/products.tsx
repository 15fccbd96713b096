import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { queries } from '../api/queries.ts'

/** Flow is there where all the products are that it runs through. */
export type Product = 'hub' | 'code' | 'runtime' | 'flow'

/** What this server is; undefined until it has said so. */
export function useProducts(): ReadonlySet<Product> | undefined {
  const { data } = useQuery(queries.server())
  if (!data) return undefined
  const products = new Set<Product>(data.products)
  if (products.size === 3) products.add('flow')
  return products
}

/** What belongs to a product; where that is off, nothing of it is shown and nothing is asked. */
export function Only({ product, children }: { product: Product; children: ReactNode }) {
  return useProducts()?.has(product) ? children : null
}
