import { z } from 'zod'
import { newId, Problem, type Tx, type VerbContext, verb } from '#kernel'
import { type Project, ProjectAddress } from '#projects'
import type { Changes } from './changes.ts'
import type { Address, Desk, IssuesDeps } from './desk.ts'
import { issueLabeled, issueUnlabeled, labelCreated, labelDeleted, labelEdited } from './events.ts'
import { Issue, Label, LabelName, LabelNames, MOST_LABELS } from './issue.ts'
import { IssueAddress, PageInput } from './issue-verbs.ts'
import type { IssueRow } from './issues.sql.ts'
import { deleteLabel, insertLabel, selectLabels, selectLabelsByName, updateLabel } from './labels.sql.ts'
import { type Labels, PLAIN_COLOR } from './labels.ts'

const LabelAddress = ProjectAddress.extend({ label: LabelName })
const Color = z
  .string()
  .regex(/^[0-9a-f]{6}$/i, 'use six hexadecimal digits, without #')
  .transform((color) => color.toLowerCase())
const Description = z.string().max(200)

/** The labels of a project, and those of an issue or pull request. */
export function createLabelVerbs({ kernel, projects }: IssuesDeps, desk: Desk, changes: Changes, labels: Labels) {
  const common = { scope: projects.scope, output: Label }
  const ofIssue = { scope: projects.changeScope, output: Issue, needs: 'issues:create' }

  /** The project with the labels it begins with, also when the caller may only read. */
  async function open(tx: Tx, address: { owner: string; name: string }): Promise<Project> {
    const project = await projects.get(tx, address)
    if (!(await labels.prepared(tx, project))) await kernel.db.system((system) => labels.prepare(system, project))
    return project
  }

  async function getLabel(tx: Tx, project: Project, name: string): Promise<Label> {
    const [label] = await selectLabelsByName(tx, project.id, [name])
    if (label) return label
    throw new Problem(
      'not_found',
      'issues.no_label',
      `There is no label ${JSON.stringify(name)} in ${project.owner}/${project.name}.`,
    )
  }

  async function relabel(
    context: VerbContext,
    address: Address,
    choose: (names: string[]) => string[],
  ): Promise<IssueRow> {
    const place = await desk.take(context.tx, address)
    await desk.refuseWithoutTending(context, place, 'label issues')
    const names = choose(place.issue.labels.map(({ name }) => name))
    if (new Set(names.map((name) => name.toLowerCase())).size > MOST_LABELS) {
      throw new Problem('invalid', 'issues.labels', `An issue has at most ${MOST_LABELS} labels; remove one first.`)
    }
    return changes.edit(context, place.project, place.issue, { labels: names })
  }

  return {
    labels: verb({
      name: 'labels.list',
      http: 'GET /projects/:owner/:name/labels',
      summary: 'List the labels of a project',
      input: ProjectAddress.extend(PageInput),
      output: z.object({ items: z.array(Label), total: z.number().int() }),
      needs: 'issues:read',
      scope: projects.scope,
      async run({ tx }, { owner, name, ...page }) {
        return selectLabels(tx, (await open(tx, { owner, name })).id, page)
      },
    }),

    getLabel: verb({
      name: 'labels.get',
      http: 'GET /projects/:owner/:name/labels/:label',
      summary: 'Show a label',
      input: LabelAddress,
      ...common,
      needs: 'issues:read',
      run: async ({ tx }, { label, ...address }) => getLabel(tx, await open(tx, address), label),
    }),

    createLabel: verb({
      name: 'labels.create',
      http: 'POST /projects/:owner/:name/labels',
      summary: 'Create a label',
      input: LabelAddress.extend({ color: Color.default(PLAIN_COLOR), description: Description.default('') }),
      ...common,
      scope: projects.changeScope,
      needs: 'issues:write',
      status: 201,
      emits: [labelCreated.name],
      async run(context, { owner, name, label: wanted, ...look }) {
        const { tx, emit } = context
        const project = await open(tx, { owner, name })
        const place = { org: project.org, project: project.id }
        const label = await insertLabel(tx, place, { id: newId('lbl'), name: wanted, isDefault: false, ...look })
        if (!label) throw taken(project, wanted)
        emit(labelCreated, { project: project.id, data: fact(label) })
        return label
      },
    }),

    updateLabel: verb({
      name: 'labels.update',
      http: 'PATCH /projects/:owner/:name/labels/:label',
      summary: 'Rename a label, or change its color or description',
      input: LabelAddress.extend({
        rename: LabelName.optional(),
        color: Color.optional(),
        description: Description.optional(),
      }),
      ...common,
      scope: projects.changeScope,
      needs: 'issues:write',
      emits: [labelEdited.name],
      async run(context, { owner, name, label: wanted, rename, color, description }) {
        const { tx, emit } = context
        const project = await open(tx, { owner, name })
        const before = await getLabel(tx, project, wanted)
        const after = {
          ...before,
          name: rename ?? before.name,
          color: color ?? before.color,
          description: description ?? before.description,
        }
        const [other] = await selectLabelsByName(tx, project.id, [after.name])
        if (other && other.id !== before.id) throw taken(project, after.name)
        await updateLabel(tx, after)
        emit(labelEdited, {
          project: project.id,
          data: {
            ...fact(after),
            changes: { name: before.name, color: before.color, description: before.description },
          },
        })
        return after
      },
    }),

    deleteLabel: verb({
      name: 'labels.delete',
      http: 'DELETE /projects/:owner/:name/labels/:label',
      summary: 'Delete a label, and take it from every issue',
      input: LabelAddress,
      output: z.object({}),
      needs: 'issues:write',
      scope: projects.changeScope,
      emits: [labelDeleted.name],
      async run({ tx, emit }, { owner, name, label: wanted }) {
        const project = await open(tx, { owner, name })
        const label = await getLabel(tx, project, wanted)
        await deleteLabel(tx, label.id)
        emit(labelDeleted, { project: project.id, data: fact(label) })
        return {}
      },
    }),

    addLabels: verb({
      name: 'issues.addLabels',
      http: 'POST /projects/:owner/:name/issues/:number/labels',
      summary: 'Add labels to an issue or pull request',
      input: IssueAddress.extend({ labels: LabelNames }),
      ...ofIssue,
      emits: [issueLabeled.name],
      run: (context, { labels: added, ...address }) => relabel(context, address, (names) => [...names, ...added]),
    }),

    setLabels: verb({
      name: 'issues.setLabels',
      http: 'PUT /projects/:owner/:name/issues/:number/labels',
      summary: 'Replace the labels of an issue or pull request',
      input: IssueAddress.extend({ labels: LabelNames }),
      ...ofIssue,
      emits: [issueLabeled.name, issueUnlabeled.name],
      run: (context, { labels: wanted, ...address }) => relabel(context, address, () => wanted),
    }),

    removeLabel: verb({
      name: 'issues.removeLabel',
      http: 'DELETE /projects/:owner/:name/issues/:number/labels/:label',
      summary: 'Take a label from an issue or pull request',
      input: IssueAddress.extend({ label: LabelName }),
      ...ofIssue,
      emits: [issueUnlabeled.name],
      run: (context, { label, ...address }) =>
        relabel(context, address, (names) => {
          const rest = names.filter((name) => name.toLowerCase() !== label.toLowerCase())
          if (rest.length < names.length) return rest
          throw new Problem(
            'not_found',
            'issues.no_label',
            `Issue ${address.number} does not have the label ${JSON.stringify(label)}.`,
          )
        }),
    }),
  }
}

function taken({ owner, name }: Project, label: string): Problem {
  return new Problem(
    'conflict',
    'issues.label_exists',
    `${owner}/${name} has a label ${JSON.stringify(label)} already; choose another name.`,
  )
}

/** The whole label, because a deleted one cannot be looked up. */
function fact({ id, databaseId, name, color, description, isDefault }: Label) {
  return { label: id, databaseId, name, color, description, isDefault }
}
