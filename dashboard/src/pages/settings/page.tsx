import { useQuery } from '@tanstack/react-query'
import { addresses } from '../../addresses.ts'
import type { Me } from '../../api/identity.ts'
import { queries } from '../../api/queries.ts'
import { type Product, useProducts } from '../../frame/products.tsx'
import { useQueryParam } from '../../frame/query-param.ts'
import { Page } from '../../parts/page.tsx'
import { Load } from '../../parts/problem.tsx'
import { PageSkeleton } from '../../parts/skeleton.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { AccountKeys } from '../keys/account.tsx'
import { AppearanceSettings } from './appearance.tsx'
import { ModelSettings } from './model.tsx'
import { Organisations } from './organisations.tsx'
import { Tokens } from './tokens.tsx'
import { You } from './you.tsx'

const tabs: {
  key: string
  label: string
  show: (me: Me, products: ReadonlySet<Product>) => boolean
  view: (me: Me) => React.ReactNode
}[] = [
  { key: '', label: 'You', show: () => true, view: (me) => <You me={me} /> },
  { key: 'keys', label: 'Keys', show: () => true, view: () => <AccountKeys /> },
  { key: 'tokens', label: 'Tokens', show: () => true, view: () => <Tokens /> },
  { key: 'members', label: 'Organisations', show: () => true, view: (me) => <Organisations me={me} /> },
  {
    key: 'model',
    label: 'Model',
    show: (me, products) => me.serverAdmin && products.has('hub'),
    view: () => <ModelSettings />,
  },
  { key: 'appearance', label: 'Appearance', show: () => true, view: () => <AppearanceSettings /> },
]

export default function SettingsPage() {
  const me = useQuery(queries.me())
  const products = useProducts()
  const [tab] = useQueryParam('tab')
  return (
    <Page title="Settings">
      <Load query={me} skeleton={<PageSkeleton />}>
        {(data) => {
          const shown = tabs.filter((each) => each.show(data, products ?? new Set()))
          const current = shown.find((each) => each.key === tab) ?? shown[0]!
          return (
            <>
              <Tabs
                label="Settings"
                items={shown.map(({ key, label }) => ({
                  label,
                  href: addresses.settings(key),
                  current: key === current.key,
                }))}
              />
              {current.view(data)}
            </>
          )
        }}
      </Load>
    </Page>
  )
}
