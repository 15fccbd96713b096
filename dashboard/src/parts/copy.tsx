import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { merge } from './class-names.ts'

/** Clipboard access needs a secure context; a server on a local network over http still has the old way. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}

function useCopied(text: string): [boolean, () => void] {
  const [copied, setCopied] = useState(false)
  return [
    copied,
    () => {
      void copyText(text).then(() => {
        setCopied(true)
        setTimeout(() => setCopied(false), 1500)
      })
    },
  ]
}

/** A command or an address to take along: one line, never wrapped into something that breaks when pasted. */
export function CopyLine({ text, label, className }: { text: string; label: string; className?: string }) {
  const [copied, copy] = useCopied(text)
  return (
    <div className={merge('flex max-w-full items-center rounded-md border bg-sunken text-left', className)}>
      <input
        readOnly
        value={text}
        aria-label={label}
        onFocus={(event) => event.currentTarget.select()}
        className="h-8 min-w-0 grow rounded-l-md bg-transparent px-3 font-mono text-xs row-focus"
      />
      <button
        type="button"
        onClick={copy}
        aria-label={`Copy ${label}`}
        title={`Copy ${label}`}
        className="flex w-9 shrink-0 items-center justify-center self-stretch border-l text-muted hover:bg-hover hover:text-ink rounded-r-md"
      >
        {copied ? <Check className="size-3.5 text-done" /> : <Copy className="size-3.5" />}
        <span className="sr-only" aria-live="polite">
          {copied ? 'Copied' : ''}
        </span>
      </button>
    </div>
  )
}

/** What stands beside it, to take along. */
export function CopyButton({ text, label, className }: { text: string; label: string; className?: string }) {
  const [copied, copy] = useCopied(text)
  return (
    <button
      type="button"
      onClick={copy}
      aria-label={`Copy ${label}`}
      title={`Copy ${label}`}
      className={merge(
        'inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink',
        className,
      )}
    >
      {copied ? <Check className="size-3.5 text-done" /> : <Copy className="size-3.5" />}
      <span className="sr-only" aria-live="polite">
        {copied ? 'Copied' : ''}
      </span>
    </button>
  )
}

/** Ids are short to read and whole to copy. */
export function Id({ id, shown, className }: { id: string; shown?: string; className?: string }) {
  const [copied, copy] = useCopied(id)
  return (
    <button
      type="button"
      onClick={copy}
      title={`${id} (click to copy)`}
      aria-label={`Copy ${id}`}
      className={merge('rounded-md font-mono text-xs text-muted hover:text-ink', className)}
    >
      {copied ? 'copied' : (shown ?? shortId(id))}
    </button>
  )
}

export function shortId(id: string): string {
  const tail = id.slice(id.indexOf('_') + 1)
  return tail.length > 8 ? tail.slice(-8) : tail
}

export function shortSha(sha: string): string {
  return sha.slice(0, 7)
}
