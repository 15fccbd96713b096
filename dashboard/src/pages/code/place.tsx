import { useQuery } from '@tanstack/react-query'
import { Fragment, type ReactNode } from 'react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import type { Located } from '../../api/code.ts'
import { queries } from '../../api/queries.ts'
import { useParam, useProjectAddress } from '../../frame/params.ts'
import { CopyButton } from '../../parts/copy.tsx'
import { TextLink } from '../../parts/link.tsx'

export interface Place extends Pick<Located, 'kind' | 'path' | 'sha' | 'entry'> {
  project: Address
  /** As it stands in the address; the `sha` is what it means at this moment. */
  gitRef: string
}

/** Which commit and which path an address means: only the server knows where a branch with slashes ends. */
export function usePlace() {
  const project = useProjectAddress()
  const query = useQuery(queries.located(project, useParam('_splat')))
  const place: Place | undefined = query.data && { ...query.data, project, gitRef: query.data.ref }
  return { project, query, place }
}

/** project / folder / file, each folder a link. */
export function PathLine({ place: { project, gitRef, path }, children }: { place: Place; children?: ReactNode }) {
  const parts = path.split('/').filter(Boolean)
  return (
    <nav aria-label="Path" className="flex min-w-0 flex-wrap items-center text-sm wrap-anywhere">
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
      {path !== '' && <CopyButton text={path} label="path" className="ml-1" />}
      {children}
    </nav>
  )
}
