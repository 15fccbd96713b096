import { z } from 'zod'
import type { Issue } from '#issues'
import type { Github } from '../github.ts'
import { printLabel } from '../print/issue.ts'
import { type Ask, answer, pageOf, pageOfAll, type Rest } from '../rest.ts'
import { address } from './issues.ts'

const NewLabel = z.object({ name: z.string(), color: z.string().optional(), description: z.string().nullish() })
const LabelChange = z.object({
  new_name: z.string().optional(),
  color: z.string().optional(),
  description: z.string().nullish(),
})
const Named = z.array(z.union([z.string(), z.object({ name: z.string() })]))
/** Names, alone or within an object. */
const Names = z
  .union([Named, z.object({ labels: Named.default([]) })])
  .transform((body) =>
    (Array.isArray(body) ? body : body.labels).map((label) => (typeof label === 'string' ? label : label.name)),
  )

/** Labels of a repository, of an issue and of a milestone. */
export function labelRoutes(github: Github, rest: Rest): void {
  const { verbs } = github.issues

  rest.get('/repos/:owner/:repo/labels', async (ask) => {
    const list = await ask.call(verbs.labels, { ...ask.repo(), ...ask.page })
    return pageOf(
      ask,
      list.items.map((label) => printLabel(label, at(ask))),
      list,
    )
  })

  rest.post('/repos/:owner/:repo/labels', async (ask) => {
    const { name: label, color, description } = await ask.body(NewLabel)
    const input = { ...ask.repo(), label, ...(color ? { color } : {}), description: description ?? '' }
    const printed = printLabel(await ask.call(verbs.createLabel, input), at(ask))
    return answer(201, printed, { Location: printed.url })
  })

  rest.get('/repos/:owner/:repo/labels/:label', async (ask) =>
    printLabel(await ask.call(verbs.getLabel, named(ask)), at(ask)),
  )

  rest.patch('/repos/:owner/:repo/labels/:label', async (ask) => {
    const { new_name: rename, color, description } = await ask.body(LabelChange)
    const change = {
      ...(rename ? { rename } : {}),
      ...(color ? { color } : {}),
      ...(description === undefined ? {} : { description: description ?? '' }),
    }
    return printLabel(await ask.call(verbs.updateLabel, { ...named(ask), ...change }), at(ask))
  })

  rest.delete('/repos/:owner/:repo/labels/:label', async (ask) => {
    await ask.call(verbs.deleteLabel, named(ask))
    return answer(204)
  })

  rest.get('/repos/:owner/:repo/issues/:number/labels', async (ask) => {
    const { items, total } = pageOfAll(ask, ofIssue(ask, await ask.call(verbs.get, address(ask))))
    return pageOf(ask, items, { total })
  })

  rest.post('/repos/:owner/:repo/issues/:number/labels', async (ask) => {
    const labels = await ask.body(Names)
    return ofIssue(ask, await ask.call(verbs.addLabels, { ...address(ask), labels }))
  })

  rest.put('/repos/:owner/:repo/issues/:number/labels', async (ask) => {
    const labels = await ask.body(Names)
    return ofIssue(ask, await ask.call(verbs.setLabels, { ...address(ask), labels }))
  })

  rest.delete('/repos/:owner/:repo/issues/:number/labels', async (ask) => {
    await ask.call(verbs.setLabels, { ...address(ask), labels: [] })
    return answer(204)
  })

  rest.delete('/repos/:owner/:repo/issues/:number/labels/:label', async (ask) =>
    ofIssue(ask, await ask.call(verbs.removeLabel, { ...address(ask), label: ask.param('label') })),
  )

  function ofIssue(ask: Ask, { labels }: Pick<Issue, 'labels'>) {
    return labels.map((label) => printLabel(label, at(ask)))
  }
}

function at(ask: Ask) {
  return { project: ask.repo(), urls: ask.urls }
}

function named(ask: Ask): { owner: string; name: string; label: string } {
  return { ...ask.repo(), label: ask.param('label') }
}
