import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { Spec } from '../../api/specs.ts'
import { merge } from '../../parts/class-names.ts'
import { InlineMarkdown, Markdown } from '../../parts/markdown.tsx'
import { Section } from '../../parts/page.tsx'

/** The body and the criteria; folded to its beginning where the evidence is what one came for. */
export function SpecText({ spec, open: openAtFirst = false }: { spec: Spec; open?: boolean }) {
  const long = spec.body.length > 900
  const [open, setOpen] = useState(openAtFirst || !long)
  return (
    <Section title="Spec" id="spec">
      <div className="rounded-md border bg-raised">
        <div className={merge('px-4 py-3', !open && 'max-h-56 overflow-hidden mask-b-from-60%')}>
          {spec.body.trim() === '' ? <p className="text-muted">No description.</p> : <Markdown text={spec.body} />}
        </div>
        {!open && (
          <button
            type="button"
            onClick={() => setOpen(true)}
            className="row-focus flex h-9 w-full items-center gap-2 border-t px-4 text-sm text-muted hover:bg-hover"
          >
            <ChevronRight className="size-4" /> Show the whole text
          </button>
        )}
        {spec.acceptance.length > 0 && (
          <div className="border-t px-4 py-3">
            <h3 className="mb-2 text-sm font-medium">Acceptance criteria</h3>
            <ol className="flex list-decimal flex-col gap-1 pl-5">
              {spec.acceptance.map((criterion) => (
                <li key={criterion} className="wrap-anywhere">
                  <InlineMarkdown text={criterion} />
                </li>
              ))}
            </ol>
          </div>
        )}
      </div>
    </Section>
  )
}
