import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { addresses, splitRefPath } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import type { Branch } from '../../api/code.ts'
import { queries } from '../../api/queries.ts'
import { useParam, useProjectAddress } from '../../frame/params.ts'
import { TextLink } from '../../parts/link.tsx'

export interface Place {
  project: Address
  gitRef: string
  path: string
  branches: Branch[]
}

/** Which commit and which path an address of a tree or a file means; undefined until the branches are known. */
export function usePlace(): { query: ReturnType<typeof useBranches>; place: Place | undefined } {
  const project = useProjectAddress()
  const rest = useParam('_splat')
  const query = useBranches(project)
  if (!query.data) return { query, place: undefined }
  const branches = query.data.items
  const { ref, path } = splitRefPath(
    rest,
    branches.map((branch) => branch.name),
  )
  return { query, place: { project, gitRef: ref, path, branches } }
}

function useBranches(project: Address) {
  return useQuery(queries.branches(project))
}

/** project / folder / file, each folder a link. */
export function PathLine({ place: { project, gitRef, path } }: { place: Place }) {
  const parts = path.split('/').filter(Boolean)
  return (
    <nav aria-label="Path" className="min-w-0 text-sm wrap-anywhere">
      <TextLink href={addresses.tree(project, gitRef)}>{project.name}</TextLink>
      {parts.map((part, index) => {
        const here = parts.slice(0, index + 1).join('/')
        const last = index === parts.length - 1
        return (
          <Fragment key={here}>
            <span className="px-1 text-faint">/</span>
            {last ? (
              <span className="font-medium">{part}</span>
            ) : (
              <TextLink href={addresses.tree(project, gitRef, here)}>{part}</TextLink>
            )}
          </Fragment>
        )
      })}
    </nav>
  )
}
