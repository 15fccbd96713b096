import { Dialog } from '@base-ui/react/dialog'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { useState } from 'react'
import { addresses } from '../addresses.ts'
import type { WorkItem } from '../api/flow.ts'
import { identity } from '../api/identity.ts'
import { queries } from '../api/queries.ts'
import { wordOf } from '../parts/status.tsx'
import { setAppearance } from './appearance.ts'
import { settingsItem, useNavigation } from './navigation.ts'
import { Group, Item } from './palette-items.tsx'
import { InProject, OnPage } from './palette-project.tsx'
import { projectOf, usePathname } from './place.ts'
import { useProducts } from './products.tsx'
import { useMayWrite } from './role.tsx'
import { useSignedIn } from './signed-in.tsx'

/** Every page, every object by name, every action that needs no more than a name. */
export default function Palette({ open, onClose, onHelp }: { open: boolean; onClose: () => void; onHelp: () => void }) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Popup
          aria-label="Search and commands"
          className="fixed inset-x-4 top-[12dvh] z-50 mx-auto max-w-xl overflow-hidden rounded-md border bg-raised shadow-float"
        >
          <Commands onClose={onClose} onHelp={onHelp} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Commands({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const router = useRouter()
  const project = projectOf(usePathname())
  const [typed, setTyped] = useState('')
  const signedIn = useSignedIn() === true
  const projects = useQuery({ ...queries.projects(), enabled: signedIn })
  const products = useProducts()
  const on = (product: 'flow' | 'hub') => signedIn && products?.has(product) === true
  const items = useQuery({ ...queries.workItems(), enabled: on('flow') })
  const specs = useQuery({ ...queries.specs({ limit: 100 }), enabled: on('flow') })
  const agents = useQuery({ ...queries.agents(), enabled: on('hub') })
  const groups = useNavigation(project)
  const writes = useMayWrite()
  const go = (href: string) => {
    onClose()
    router.history.push(href)
  }
  const act = (run: () => void) => {
    onClose()
    run()
  }
  return (
    <Command label="Search and commands" loop filter={rank}>
      <Command.Input
        autoFocus
        value={typed}
        onValueChange={setTyped}
        placeholder={
          project ? 'Go to a file, an issue, a page, or do something' : 'Go to a page, a project, or do something'
        }
        className="h-12 w-full border-b bg-transparent px-4 outline-none"
      />
      <Command.List className="max-h-[min(60dvh,420px)] overflow-y-auto p-1">
        <Command.Empty className="px-3 py-6 text-center text-muted">Nothing by that name.</Command.Empty>
        <OnPage act={act} />
        {project && <InProject project={project} typed={typed} go={go} />}
        <Group heading="Do">
          {writes && (
            <>
              {products?.has('flow') && <Item onSelect={() => go(addresses.newSpec(project))}>Write a new spec</Item>}
              <Item onSelect={() => go(addresses.newProject())}>Create a project</Item>
              {products?.has('hub') && (
                <Item onSelect={() => go(`${addresses.agents()}?register=yes`)}>Register an agent</Item>
              )}
            </>
          )}
          <Item onSelect={() => act(onHelp)}>Show keyboard shortcuts</Item>
          <Item onSelect={() => act(() => setAppearance('light'))}>Use the light appearance</Item>
          <Item onSelect={() => act(() => setAppearance('dark'))}>Use the dark appearance</Item>
          <Item onSelect={() => act(() => setAppearance('system'))}>Use the system’s appearance</Item>
          {signedIn && (
            <Item
              onSelect={() =>
                act(() => void identity.signOut().finally(() => window.location.assign(addresses.signIn())))
              }
            >
              Sign out
            </Item>
          )}
        </Group>
        <Group heading="Go to">
          {[...groups.flatMap((group) => group.items), ...(signedIn ? [settingsItem] : [])].map((item) => (
            <Item key={item.href} onSelect={() => go(item.href)}>
              {item.label}
            </Item>
          ))}
        </Group>
        <Group heading="Specs">
          {specs.data?.items.map((spec) => (
            <Item
              key={spec.id}
              value={`${spec.title} ${spec.id}`}
              note={wordOf(spec.outcome ?? spec.state)}
              onSelect={() => go(addresses.spec(spec.id))}
            >
              {spec.title}
            </Item>
          ))}
        </Group>
        <Group heading="Projects">
          {projects.data?.items.map((each) => (
            <Item key={each.id} value={`${each.owner}/${each.name}`} onSelect={() => go(addresses.project(each))}>
              {each.owner}/{each.name}
            </Item>
          ))}
        </Group>
        <Group heading="Pull requests, runs, deployments">
          {items.data?.items.filter(reachable).map((item) => (
            <Item
              key={item.id}
              value={`${item.title} ${item.kind} ${item.id}`}
              note={wordOf(item.state)}
              onSelect={() => go(item.href)}
            >
              {item.title}
            </Item>
          ))}
        </Group>
        <Group heading="Agents">
          {agents.data?.items.map((agent) => (
            <Item
              key={agent.id}
              value={`agent ${agent.name}`}
              note={wordOf(agent.status)}
              onSelect={() => go(addresses.agents())}
            >
              {agent.name}
            </Item>
          ))}
        </Group>
      </Command.List>
    </Command>
  )
}

/** Whole words people remember, not letters in some order: a title that begins so, then one that holds every word. */
function rank(value: string, typed: string, keywords: string[] = []): number {
  const text = `${value} ${keywords.join(' ')}`.toLowerCase()
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (!words.every((word) => text.includes(word))) return 0
  return text.startsWith(typed.toLowerCase()) ? 1 : 0.5
}

function reachable(item: WorkItem): boolean {
  return ['pull', 'run', 'deployment'].includes(item.kind)
}
