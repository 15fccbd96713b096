import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { z } from 'zod'
import { Problem } from '#kernel'
import type { AttemptLimits } from '../limits.ts'
import type { ChatTool } from './chat-completions.ts'
import { runCommand } from './command.ts'
import { confinedPath } from './confined.ts'
import { readConfined, writeConfined } from './confined-files.ts'
import type { AgentSession, PermitRequest, ToolKind } from './driver.ts'

/** What a tool hands back to the model, and what it means for the record. */
export interface ToolResult {
  text: string
  failed?: boolean
  /** Set by the tool that ends the session. */
  finished?: { summary: string; confidence: number | undefined }
  /** Set by the tool that runs commands. */
  ran?: { command: string; exitCode: number | null; output: string }
}

interface BuiltinTool<I extends z.ZodObject = z.ZodObject> {
  kind: ToolKind
  description: string
  input: I
  title(input: z.output<I>): string
  /** What the constraints should see before it is done. */
  permit?(input: z.output<I>): Pick<PermitRequest, 'paths' | 'command'>
  run(session: AgentSession, input: z.output<I>, limits: AttemptLimits): Promise<ToolResult>
}

const MAX_ENTRIES = 500
const MAX_MATCHES = 200
const Path = z.string().min(1).max(1_000).describe('relative to the project folder')

function tool<I extends z.ZodObject>(definition: BuiltinTool<I>): BuiltinTool {
  return definition as unknown as BuiltinTool
}

export const builtinTools: Record<string, BuiltinTool> = {
  list: tool({
    kind: 'search',
    description: 'List the files of a folder and its sub-folders.',
    input: z.object({ path: Path.default('.') }),
    title: ({ path }) => `List ${path}`,
    async run({ directory }, { path }) {
      const files: string[] = []
      await walk(directory, await confinedPath(directory, path), (file) => files.push(file) < MAX_ENTRIES)
      const more = files.length >= MAX_ENTRIES ? `\n(only the first ${MAX_ENTRIES})` : ''
      return { text: files.length > 0 ? files.join('\n') + more : '(no files)' }
    },
  }),

  search: tool({
    kind: 'search',
    description: 'Find lines that contain a text, in all files of the project.',
    input: z.object({ text: z.string().min(1).max(500), path: Path.default('.') }),
    title: ({ text }) => `Search ${JSON.stringify(text)}`,
    async run({ directory }, { text, path }, limits) {
      const matches: string[] = []
      const files: string[] = []
      await walk(directory, await confinedPath(directory, path), (file) => files.push(file) < 20_000)
      for (const file of files) {
        const content = await readConfined(directory, file, limits.fileBytes).catch(() => '')
        for (const [index, line] of content.split('\n').entries()) {
          if (line.includes(text)) matches.push(`${file}:${index + 1}: ${line.slice(0, 300)}`)
          if (matches.length >= MAX_MATCHES) return { text: `${matches.join('\n')}\n(only the first ${MAX_MATCHES})` }
        }
      }
      return { text: matches.join('\n') || '(nothing found)' }
    },
  }),

  read_file: tool({
    kind: 'read',
    description: 'Read a text file.',
    input: z.object({ path: Path, fromLine: z.number().int().min(1).default(1) }),
    title: ({ path }) => `Read ${path}`,
    async run({ directory }, { path, fromLine }, limits) {
      const content = await readConfined(directory, path, limits.fileBytes)
      const rest =
        fromLine === 1
          ? content
          : content
              .split('\n')
              .slice(fromLine - 1)
              .join('\n')
      if (rest.length <= limits.fileChars) return { text: rest }
      const shown = rest.slice(0, limits.fileChars)
      return { text: `${shown}\n(cut; go on with fromLine ${fromLine + shown.split('\n').length - 1})` }
    },
  }),

  write_file: tool({
    kind: 'edit',
    description: 'Write a whole text file; folders are made, an existing file is replaced.',
    input: z.object({ path: Path, content: z.string(), explanation: z.string().max(500).optional() }),
    title: ({ path }) => `Write ${path}`,
    permit: ({ path }) => ({ paths: [path] }),
    async run({ directory }, { path, content }, limits) {
      await writeConfined(directory, path, content, limits.fileBytes)
      return { text: `Wrote ${path}.` }
    },
  }),

  edit: tool({
    kind: 'edit',
    description: 'Replace a text that occurs exactly once in a file.',
    input: z.object({
      path: Path,
      find: z.string().min(1),
      replace: z.string(),
      explanation: z.string().max(500).optional(),
    }),
    title: ({ path }) => `Edit ${path}`,
    permit: ({ path }) => ({ paths: [path] }),
    async run({ directory }, { path, find, replace }, limits) {
      const parts = (await readConfined(directory, path, limits.fileBytes)).split(find)
      if (parts.length !== 2) {
        const times = parts.length === 1 ? 'does not occur' : `occurs ${parts.length - 1} times`
        return { failed: true, text: `The text to find ${times} in ${path}; give more of the lines around it.` }
      }
      await writeConfined(directory, path, parts.join(replace), limits.fileBytes)
      return { text: `Edited ${path}.` }
    },
  }),

  run: tool({
    kind: 'execute',
    description: 'Run a shell command in the project folder and read what it prints. No interaction is possible.',
    input: z.object({ command: z.string().min(1).max(10_000) }),
    title: ({ command }) => command,
    permit: ({ command }) => ({ paths: [], command }),
    async run(session, { command }, limits) {
      // The model's own shell line, in the sandbox and nowhere else.
      const { exitCode, timedOut, output } = await runCommand(session, ['/bin/sh', '-c', command], limits)
      const end = timedOut ? `stopped after ${limits.commandMs / 1_000} seconds` : `exit code ${exitCode}`
      return { text: `${output}\n(${end})`, failed: exitCode !== 0, ran: { command, exitCode, output } }
    },
  }),

  finish: tool({
    kind: 'other',
    description: 'Say that the task is done. Nothing can be done afterwards.',
    input: z.object({
      summary: z.string().min(1).max(4_000).describe('what was done and why, for the reviewer'),
      confidence: z.number().min(0).max(1).optional().describe('how sure you are that it is right, 0 to 1'),
    }),
    title: () => 'Finish',
    async run(_session, { summary, confidence }) {
      return { text: 'Done.', finished: { summary, confidence } }
    },
  }),
}

/** As the model is told of them. */
export function describeTools(): ChatTool[] {
  return Object.entries(builtinTools).map(([name, { description, input }]) => ({
    type: 'function',
    function: { name, description, parameters: z.toJSONSchema(input, { io: 'input' }) },
  }))
}

/** Calls `found` for each file, with its path from the root, until it answers false. Links are not followed. */
async function walk(root: string, folder: string, found: (file: string) => boolean): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => {
    throw new Problem('not_found', 'attempts.no_such_folder', `${relative(root, folder) || '.'} is not a folder.`)
  })
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (entry.name === '.git' || entry.name === 'node_modules') continue
      if (!(await walk(root, path, found))) return false
    } else if (entry.isFile() && entry.name !== '.git' && !found(relative(root, path))) {
      return false
    }
  }
  return true
}
