import { newId, type Tx } from '#kernel'
import type { Project } from '#projects'
import type { Label } from './issue.ts'
import { insertLabel, markLabelled, selectLabelled, selectLabelsByName } from './labels.sql.ts'

/** As every project on GitHub begins: bots look for these names. */
const FIRST_LABELS: readonly [name: string, color: string, description: string][] = [
  ['bug', 'd73a4a', "Something isn't working"],
  ['documentation', '0075ca', 'Improvements or additions to documentation'],
  ['duplicate', 'cfd3d7', 'This issue or pull request already exists'],
  ['enhancement', 'a2eeef', 'New feature or request'],
  ['good first issue', '7057ff', 'Good for newcomers'],
  ['help wanted', '008672', 'Extra attention is needed'],
  ['invalid', 'e4e669', "This doesn't seem right"],
  ['question', 'd876e3', 'Further information is requested'],
  ['wontfix', 'ffffff', 'This will not be worked on'],
]

/** Of a label that came into being by its name alone. */
export const PLAIN_COLOR = 'ededed'

export type Labels = ReturnType<typeof createLabels>

export function createLabels() {
  /** Whoever first asks for a project's labels makes those it begins with. */
  async function prepare(tx: Tx, project: Project): Promise<void> {
    const place = { org: project.org, project: project.id }
    if (!(await markLabelled(tx, place))) return
    for (const [name, color, description] of FIRST_LABELS) {
      await insertLabel(tx, place, { id: newId('lbl'), name, color, description, isDefault: true })
    }
  }

  /** Labels of these names; those that do not exist are made. */
  async function ensure(tx: Tx, project: Project, names: readonly string[]): Promise<Label[]> {
    if (names.length === 0) return []
    await prepare(tx, project)
    const place = { org: project.org, project: project.id }
    for (const name of names) {
      await insertLabel(tx, place, {
        id: newId('lbl'),
        name,
        color: PLAIN_COLOR,
        description: '',
        isDefault: false,
      })
    }
    return selectLabelsByName(tx, project.id, names)
  }

  return { prepare, prepared: selectLabelled, ensure }
}
