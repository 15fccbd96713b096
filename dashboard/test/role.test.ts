import { describe, expect, it } from 'vitest'
import type { Me } from '../src/api/identity.ts'
import { grants, mayWrite } from '../src/frame/role.tsx'

const org = (slug: string, role: Me['orgs'][number]['role']): Me['orgs'][number] => ({
  id: `org_${slug}`,
  slug,
  name: slug,
  kind: 'organisation',
  role,
})

const bob: Me = {
  user: { id: 'usr_bob', login: 'bob', name: 'Bob' },
  orgs: [org('bob', 'admin'), org('studio', 'viewer'), org('works', 'supervisor')],
  serverAdmin: false,
}

describe('what a person is offered', () => {
  it('is nothing to change where they only read, or do not belong', () => {
    expect(mayWrite(bob, 'studio')).toBe(false)
    expect(mayWrite(bob, 'elsewhere')).toBe(false)
    expect(mayWrite({ ...bob, orgs: [org('studio', 'viewer')] })).toBe(false)
  })

  it('is everything where they write, and before the answer is there', () => {
    expect(mayWrite(bob, 'bob')).toBe(true)
    expect(mayWrite(bob, 'works')).toBe(true)
    expect(mayWrite(bob)).toBe(true)
    expect(mayWrite(undefined, 'studio')).toBe(true)
  })

  it('is what the patterns of the server grant', () => {
    for (const pattern of ['issues:write', 'issues:*', '*:write', '*'])
      expect(grants([pattern], 'issues:write')).toBe(true)
    for (const pattern of ['issues:read', 'pulls:*', '*:read']) expect(grants([pattern], 'issues:write')).toBe(false)
  })
})
