import { Popover } from '@base-ui/react/popover'
import { ChevronDown, Download } from 'lucide-react'
import { useState } from 'react'
import { addresses } from '../../addresses.ts'
import type { Address } from '../../api/client.ts'
import { Choice } from '../../parts/chips.tsx'
import { CopyLine } from '../../parts/copy.tsx'
import { TextLink } from '../../parts/link.tsx'
import { cloneUrl } from './push-instructions.tsx'

interface CloneBoxProps {
  project: Address
  gitRef: string
  sshPort: number | null
}

/** Everything needed to take the repository along. */
export function CloneBox({ project, gitRef, sshPort }: CloneBoxProps) {
  const [over, setOver] = useState<'http' | 'ssh'>('http')
  const ssh = `ssh://git@${window.location.hostname}:${sshPort}/${project.owner}/${project.name}.git`
  return (
    <Popover.Root>
      <Popover.Trigger className="inline-flex h-8 shrink-0 items-center gap-2 rounded-md border border-line-strong bg-raised px-3 text-sm font-medium hover:bg-hover">
        Clone <ChevronDown className="size-4" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="end" className="z-50">
          <Popover.Popup className="flex w-96 max-w-[calc(100vw-16px)] flex-col gap-3 rounded-md border bg-raised p-4 shadow-float outline-none">
            {sshPort !== null && (
              <Choice
                label="Clone over"
                value={over}
                onChange={setOver}
                options={[
                  { value: 'http', label: 'HTTP' },
                  { value: 'ssh', label: 'SSH' },
                ]}
              />
            )}
            <CopyLine label="clone address" text={over === 'ssh' ? ssh : cloneUrl(project)} />
            <p className="text-xs text-muted">
              {over === 'ssh' ? (
                <>
                  With a key of yours: <TextLink href={addresses.settings()}>add one in settings</TextLink>.
                </>
              ) : (
                <>
                  The password is a token:{' '}
                  <TextLink href={addresses.settings('tokens')}>create one in settings</TextLink>.
                </>
              )}
            </p>
            <p className="flex flex-wrap gap-4 border-t pt-3 text-sm">
              {(['zip', 'tar.gz'] as const).map((format) => (
                <a
                  key={format}
                  href={addresses.archive(project, gitRef, format)}
                  download
                  className="inline-flex items-center gap-1.5 hover:underline"
                >
                  <Download className="size-4 text-muted" /> Download .{format}
                </a>
              ))}
            </p>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
