import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { forgeQueries } from '../../api/forge-queries.ts'
import { type Release, releases } from '../../api/releases.ts'
import { useParam, useProjectAddress } from '../../frame/params.ts'
import { ButtonLink } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Page, Section } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { PageSkeleton } from '../../parts/skeleton.tsx'
import { Assets } from './assets.tsx'
import { ReleaseForm } from './form.tsx'

export default function EditReleasePage() {
  const project = useProjectAddress()
  const release = useQuery(forgeQueries.release(project, useParam('release')))
  return (
    <Load
      query={release}
      skeleton={
        <Page title="Release" heading={<span />}>
          <PageSkeleton />
        </Page>
      }
    >
      {(data) => <EditRelease project={project} release={data} />}
    </Load>
  )
}

function EditRelease({ project, release }: { project: Address; release: Release }) {
  const client = useQueryClient()
  const router = useRouter()
  const refresh = () => client.invalidateQueries({ queryKey: ['releases', project.owner, project.name] })
  return (
    <Page
      title={release.name || release.tag}
      lead={release.draft ? 'A draft: only those who may write releases see it.' : `Release of ${release.tag}`}
      actions={
        <>
          {!release.draft && <ButtonLink href={addresses.release(project, release.tag)}>Show it</ButtonLink>}
          <Confirm
            label="Delete"
            title={`Delete the release ${release.name || release.tag}?`}
            run={async () => {
              await releases.remove(project, release.id)
              router.history.push(addresses.releases(project))
              await refresh()
            }}
          >
            Its notes and files are gone. The tag {release.tag} stays where it is.
          </Confirm>
        </>
      }
    >
      <Section title="Files">
        <Assets project={project} release={release} refresh={refresh} />
      </Section>
      <Section title="Release">
        <ReleaseForm
          project={project}
          release={release}
          save={async (fields) => {
            const saved = await releases.edit(project, release.id, fields)
            await refresh()
            if (release.draft && !saved.draft) router.history.push(addresses.release(project, saved.tag))
          }}
        />
      </Section>
    </Page>
  )
}
