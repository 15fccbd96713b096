import { z } from 'zod'
import type { TreeEntry } from '#git'
import { Problem, verb } from '#kernel'
import { ProjectAddress } from '#projects'
import type { IssuesDeps } from './desk.ts'
import {
  type IssueTemplate,
  parseChoice,
  parseTemplate,
  IssueTemplate as Template,
  TemplateChoice,
} from './template.ts'

const FOLDER = '.github/ISSUE_TEMPLATE'
/** Where the one template stood before there could be several. */
const SINGLE = ['.github/ISSUE_TEMPLATE.md', 'ISSUE_TEMPLATE.md', 'docs/ISSUE_TEMPLATE.md']
/** Nobody chooses among more; the rest of the folder is not read. */
const MOST_TEMPLATES = 50
/** As long as the body of an issue may be, and a head before it. */
const MOST_BYTES = 80 * 1024

/** What a project offers to begin an issue with. */
export function createTemplateVerbs({ projects, git }: IssuesDeps) {
  const nothing = { items: [] as IssueTemplate[], broken: [] as { file: string; reason: string }[] }

  async function readFile(project: string, commit: string, path: string): Promise<string | undefined> {
    try {
      const { content, truncated } = await git.blob(project, commit, path, MOST_BYTES)
      if (!truncated) return content.toString('utf8')
      throw new Error(`it is larger than ${MOST_BYTES / 1024} KiB`)
    } catch (error) {
      if (error instanceof Problem && error.code === 'git.path_not_found') return undefined
      throw error
    }
  }

  async function readFolder(project: string, commit: string): Promise<TreeEntry[]> {
    try {
      return (await git.tree(project, commit, FOLDER)).filter(({ type }) => type === 'blob')
    } catch (error) {
      if (error instanceof Problem && error.code === 'git.path_not_found') return []
      throw error
    }
  }

  async function readTemplates(project: string, commit: string) {
    const found = { ...nothing, items: [...nothing.items], broken: [...nothing.broken] }
    let choice: TemplateChoice = { blank: true, contactLinks: [] }
    const entries = await readFolder(project, commit)
    const paths = entries.map(({ path }) => path).filter((path) => /\.(?:md|ya?ml)$/i.test(path))
    const isConfig = (path: string) => /\/config\.ya?ml$/i.test(path)
    for (const path of [...paths.filter(isConfig), ...paths.filter((p) => !isConfig(p)).slice(0, MOST_TEMPLATES)]) {
      await attempt(path, (content) => {
        if (isConfig(path)) choice = parseChoice(content)
        else found.items.push(parseTemplate(path, content))
      })
    }
    for (const path of found.items.length === 0 ? SINGLE : []) {
      if (found.items.length === 0) await attempt(path, (content) => found.items.push(parseTemplate(path, content)))
    }
    return { ...found, ...choice }

    async function attempt(path: string, use: (content: string) => void): Promise<void> {
      try {
        const content = await readFile(project, commit, path)
        if (content !== undefined) use(content)
      } catch (error) {
        found.broken.push({ file: path, reason: (error as Error).message.split('\n')[0]! })
      }
    }
  }

  return {
    templates: verb({
      name: 'issues.templates',
      http: 'GET /projects/:owner/:name/issue-templates',
      summary: 'List the templates and forms an issue can begin with',
      input: ProjectAddress,
      output: TemplateChoice.extend({
        items: z.array(Template),
        broken: z.array(z.object({ file: z.string(), reason: z.string() })).describe('Files that cannot be read.'),
      }),
      needs: 'issues:read',
      scope: projects.scope,
      async run({ tx }, address) {
        const project = await projects.get(tx, address)
        const commit = await git.resolve(project.id, `refs/heads/${project.defaultBranch}`)
        return commit ? readTemplates(project.id, commit) : { ...nothing, blank: true, contactLinks: [] }
      },
    }),
  }
}
