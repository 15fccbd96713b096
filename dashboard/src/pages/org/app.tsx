import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { addresses } from '../../addresses.ts'
import { appQueries } from '../../api/app-queries.ts'
import { apps, type OwnApp } from '../../api/apps.ts'
import type { Org } from '../../api/identity.ts'
import { useParam } from '../../frame/params.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Id } from '../../parts/copy.tsx'
import { Facts } from '../../parts/facts.tsx'
import { TextLink } from '../../parts/link.tsx'
import { Section } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { PageSkeleton } from '../../parts/skeleton.tsx'
import { AppForm } from './app-form.tsx'
import { AppKeys } from './app-keys.tsx'
import { OrgPage } from './frame.tsx'

export default function AppPage() {
  const slug = useParam('app')
  return (
    <OrgPage title={slug} lead={(org) => `An app of ${org.name}`} admins>
      {(org) => <AppOf org={org} slug={slug} />}
    </OrgPage>
  )
}

function AppOf({ org, slug }: { org: Org; slug: string }) {
  const app = useQuery(appQueries.app(org.slug, slug))
  return (
    <Load query={app} skeleton={<PageSkeleton />}>
      {(data) => (
        <div className="flex flex-col gap-10">
          <AppFacts app={data} />
          <AppKeys org={org} app={data} />
          <AppSettings org={org} app={data} />
        </div>
      )}
    </Load>
  )
}

/** What a program needs to sign in as it. */
function AppFacts({ app }: { app: OwnApp }) {
  return (
    <Facts
      items={[
        ['App id', <Id key="id" id={String(app.databaseId)} shown={String(app.databaseId)} />],
        ['Client id', <Id key="client" id={app.clientId} shown={app.clientId} />],
        [
          'Homepage',
          <TextLink key="home" href={app.homepage}>
            {app.homepage}
          </TextLink>,
        ],
      ]}
    />
  )
}

function AppSettings({ org, app }: { org: Org; app: OwnApp }) {
  const client = useQueryClient()
  const router = useRouter()
  return (
    <Section title="Settings">
      <div className="flex flex-col gap-6">
        <p className="max-w-xl text-sm text-muted">
          What it asks for anew is granted where it is installed once somebody there agrees. It is installed under{' '}
          <TextLink href={addresses.org(org.slug, 'installations')}>Installed apps</TextLink>.
        </p>
        <AppForm
          key={app.updatedAt}
          app={app}
          button="Save"
          save={async (fields) => {
            const changed = await apps.edit(org.slug, app.slug, fields)
            if (changed.slug !== app.slug) router.history.replace(addresses.app(org.slug, changed.slug))
            await client.invalidateQueries({ queryKey: ['apps', org.slug] })
          }}
        />
        <div className="border-t pt-6">
          <Confirm
            label="Delete app"
            title={`Delete ${app.name}?`}
            typed={app.slug}
            run={async () => {
              await apps.remove(org.slug, app.slug)
              router.history.push(addresses.org(org.slug, 'apps'))
              await client.invalidateQueries({ queryKey: ['apps', org.slug], exact: true })
              await client.invalidateQueries({ queryKey: ['installations'] })
            }}
          >
            It is removed wherever it is installed, and its keys and tokens are refused from now on.
          </Confirm>
        </div>
      </div>
    </Section>
  )
}
