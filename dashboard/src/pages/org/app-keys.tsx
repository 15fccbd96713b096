import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { apps, type OwnApp } from '../../api/apps.ts'
import type { Org } from '../../api/identity.ts'
import { Button } from '../../parts/button.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { CopyButton, Id } from '../../parts/copy.tsx'
import { Rows, Section } from '../../parts/page.tsx'
import { ProblemLine } from '../../parts/problem.tsx'
import { Time } from '../../parts/time.tsx'

/** With a private key the app proves who it is. The server keeps the public half alone. */
export function AppKeys({ org, app }: { org: Org; app: OwnApp }) {
  const client = useQueryClient()
  const refresh = () => client.invalidateQueries({ queryKey: ['apps', org.slug, app.slug] })
  const create = useMutation({ mutationFn: () => apps.createKey(org.slug, app.slug), onSuccess: refresh })
  return (
    <Section title="Private keys">
      <div className="flex flex-col gap-4">
        {app.keys.length === 0 ? (
          <p className="text-sm text-muted">None yet. Without one the app cannot sign in.</p>
        ) : (
          <Rows label="Private keys">
            {app.keys.map((key) => (
              <li key={key.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
                <span className="min-w-0 grow text-xs">
                  <Id id={key.fingerprint} shown={key.fingerprint} className="text-left wrap-anywhere" />
                </span>
                <span className="text-sm text-muted">
                  made <Time at={key.createdAt} />
                </span>
                <Confirm
                  label="Delete"
                  title="Delete this key?"
                  run={() => apps.removeKey(org.slug, app.slug, key.id).then(refresh)}
                >
                  What it signs is refused from now on.
                </Confirm>
              </li>
            ))}
          </Rows>
        )}
        <ProblemLine error={create.error} />
        {create.data && <NewKey slug={app.slug} privateKey={create.data.privateKey} />}
        <div>
          <Button busy={create.isPending} onClick={() => create.mutate()}>
            Make a private key
          </Button>
        </div>
      </div>
    </Section>
  )
}

function NewKey({ slug, privateKey }: { slug: string; privateKey: string }) {
  const save = () => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([privateKey], { type: 'application/x-pem-file' }))
    link.download = `${slug}.private-key.pem`
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <div role="status" className="flex max-w-xl flex-col gap-3 rounded-md border border-line-strong p-4">
      <p className="text-sm font-medium">Keep it now. It is shown once, and the server has only its public half.</p>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
        tabIndex={0}
        className="max-h-40 overflow-auto rounded-md border bg-sunken p-3 font-mono text-xs"
        data-testid="private-key"
      >
        {privateKey}
      </pre>
      <div className="flex flex-wrap items-center gap-2">
        <Button icon={<Download className="size-4" />} onClick={save}>
          Download
        </Button>
        <CopyButton text={privateKey} label="private key" />
      </div>
    </div>
  )
}
