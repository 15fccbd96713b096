import { useQuery } from '@tanstack/react-query'
import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { queries } from '../api/queries.ts'
import { projectOf } from './place.ts'

/** Links outlive the names of projects: an address with a former name becomes the one with the name of today. */
export function useFollowMoved(): void {
  const { pathname, href } = useRouterState({ select: (state) => state.location })
  const asked = projectOf(pathname)
  const { data } = useQuery({ ...queries.project(asked ?? { owner: '', name: '' }), enabled: asked !== undefined })
  const navigate = useNavigate()
  const now = asked && data && data.name.toLowerCase() !== asked.name.toLowerCase() ? data : undefined
  useEffect(() => {
    if (now) void navigate({ href: href.replace(/^\/[^/]+\/[^/?#]+/, `/${now.owner}/${now.name}`), replace: true })
  }, [now, href, navigate])
}
