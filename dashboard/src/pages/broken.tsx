import type { ErrorComponentProps } from '@tanstack/react-router'
import { ButtonLink } from '../parts/button.tsx'
import { Empty, Page } from '../parts/page.tsx'
import { ProblemView } from '../parts/problem.tsx'

export function MissingPage() {
  return (
    <Page title="No such page">
      <Empty title="Nothing has this address" action={<ButtonLink href="/">Go to the board</ButtonLink>}>
        <p>The link may be mistyped, or what it led to was deleted.</p>
      </Empty>
    </Page>
  )
}

export function BrokenPage({ error, reset }: ErrorComponentProps) {
  return (
    <Page title="This page failed">
      <ProblemView error={error} retry={reset} />
    </Page>
  )
}
