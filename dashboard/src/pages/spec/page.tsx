import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { addresses } from '../../addresses.ts'
import { queries } from '../../api/queries.ts'
import type { Evidence } from '../../api/specs.ts'
import { EvidenceChain } from '../../evidence/chain.tsx'
import { useParam } from '../../frame/params.ts'
import { useQueryParam } from '../../frame/query-param.ts'
import { Writers } from '../../frame/role.tsx'
import { Actor } from '../../parts/actor.tsx'
import { RehearsalTag } from '../../parts/chips.tsx'
import { Id } from '../../parts/copy.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Page } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { PageSkeleton } from '../../parts/skeleton.tsx'
import { StatusOf, wordOf } from '../../parts/status.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { Time } from '../../parts/time.tsx'
import { SpecActions } from './actions.tsx'
import { Conversation } from './conversation.tsx'
import { EditSpec } from './edit.tsx'
import { Outcome, SpecFacts } from './facts.tsx'
import { Proof } from './proof.tsx'
import { SpecText } from './text.tsx'
import { Versions } from './versions.tsx'
import { Work } from './work.tsx'

export default function SpecPage() {
  const id = useParam('spec')
  const evidence = useQuery(queries.evidence(id))
  return (
    <Load
      query={evidence}
      skeleton={
        <Page title="Spec" heading={<span />}>
          <PageSkeleton />
        </Page>
      }
    >
      {(data) => <SpecView evidence={data} />}
    </Load>
  )
}

function SpecView({ evidence }: { evidence: Evidence }) {
  const { spec, chain } = evidence
  const [tab] = useQueryParam('tab')
  const [editing, setEditing] = useState(false)
  const rehearsal = isRehearsal(evidence)
  const at = (name?: string) => `${addresses.spec(spec.id)}${name ? `?tab=${name}` : ''}`
  return (
    <Page
      title={spec.title}
      heading={
        <>
          <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
            <StatusOf state={spec.outcome ?? spec.state} className="font-medium" />
            {spec.outcome && <span className="text-muted">{wordOf(spec.state).toLowerCase()}</span>}
            {rehearsal && <RehearsalTag />}
          </div>
          <h1 className="text-xl font-semibold wrap-anywhere">{spec.title}</h1>
        </>
      }
      lead={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
          <TextLink href={addresses.project(spec.project)}>
            {spec.project.owner}/{spec.project.name}
          </TextLink>
          <span aria-hidden="true">·</span>
          <Actor actor={spec.author} />
          <Time at={spec.createdAt} />
          <span aria-hidden="true">·</span>
          version {spec.version}
          <Id id={spec.id} />
        </span>
      }
      actions={
        <Writers owner={spec.project.owner} note>
          <SpecActions spec={spec} editing={editing} onEdit={() => setEditing(true)} />
        </Writers>
      }
    >
      <EvidenceChain chain={chain} />
      <Outcome spec={spec} />
      {editing ? (
        <EditSpec spec={spec} onDone={() => setEditing(false)} />
      ) : (
        <>
          <Tabs
            label="Spec"
            items={[
              { label: 'Evidence', href: at(), current: tab === '' },
              { label: 'Text', href: at('text'), current: tab === 'text' },
              { label: 'Comments', href: at('comments'), current: tab === 'comments' },
              { label: 'Versions', href: at('versions'), current: tab === 'versions', count: spec.version },
            ]}
          />
          {tab === 'comments' ? (
            <Conversation spec={spec} />
          ) : tab === 'versions' ? (
            <Versions spec={spec} />
          ) : (
            <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_240px]">
              <div className="flex min-w-0 flex-col gap-8">
                {(tab === 'text' || spec.state === 'draft' || spec.state === 'review') && <SpecText spec={spec} open />}
                {tab === '' && (
                  <>
                    <Work evidence={evidence} />
                    <Proof evidence={evidence} />
                    {spec.state !== 'draft' && spec.state !== 'review' && <SpecText spec={spec} />}
                  </>
                )}
              </div>
              <SpecFacts evidence={evidence} />
            </div>
          )}
        </>
      )}
    </Page>
  )
}

/** The spec itself may not say so, but a replayed attempt makes everything after it a rehearsal. */
export function isRehearsal({ spec, attempts }: Evidence): boolean {
  return spec.rehearsal === true || attempts.some((attempt) => attempt.rehearsal)
}
