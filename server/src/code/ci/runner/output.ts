import { type Command, parseCommand } from './commands.ts'
import type { JobLog } from './job-log.ts'
import type { Masks } from './masks.ts'
import type { Annotation } from './plan.ts'

/** GitHub shows ten of each level for a step; more than this in a job is a flood. */
const MAX_ANNOTATIONS = 100
const MAX_MESSAGE_CHARACTERS = 4_000

/** Reads the lines of a job's steps: obeys the workflow commands among them, writes the rest to the log. */
export function createOutput(log: JobLog, masks: Masks) {
  const annotations: Annotation[] = []
  let stopToken: string | undefined
  let echo = false

  function obey({ name, properties, text }: Command): boolean {
    switch (name) {
      case 'add-mask':
        masks.add(text)
        return true
      case 'group':
        log.write(`##[group]${text}`)
        return true
      case 'endgroup':
        log.write('##[endgroup]')
        return true
      case 'debug':
        return true
      case 'echo':
        echo = text.trim().toLowerCase() === 'on'
        return true
      case 'stop-commands':
        stopToken = text
        return true
      case 'error':
      case 'warning':
      case 'notice':
        annotate(name === 'error' ? 'failure' : name, properties, text)
        log.write(`##[${name}]${text}`)
        return true
      case 'set-output':
      case 'save-state':
      case 'set-env':
      case 'add-path':
        log.write(
          `##[warning]The command ${name} was retired by GitHub; write to the file in $GITHUB_${FILE_OF[name]}.`,
        )
        return true
      default:
        return false
    }
  }

  function annotate(level: Annotation['level'], properties: Record<string, string>, message: string): void {
    if (annotations.length >= MAX_ANNOTATIONS) return
    const title = properties.title ? `${properties.title}: ` : ''
    annotations.push({
      path: masks.apply(properties.file ?? '').slice(0, 500),
      line: Math.max(1, Number.parseInt(properties.line ?? '1', 10) || 1),
      level,
      message: masks.apply(title + message).slice(0, MAX_MESSAGE_CHARACTERS),
    })
  }

  return {
    annotations,
    annotate,
    line(text: string): void {
      if (stopToken !== undefined) {
        if (text.trim() === `::${stopToken}::`) stopToken = undefined
        else log.write(text)
        return
      }
      const command = parseCommand(text)
      const obeyed = command !== undefined && obey(command)
      if (!obeyed || (echo && command.name !== 'add-mask')) log.write(text)
    },
    /** Commands are obeyed again: what one step stopped is not stopped for the next. */
    beginStep(): void {
      stopToken = undefined
    },
  }
}

export type Output = ReturnType<typeof createOutput>

const FILE_OF = { 'set-output': 'OUTPUT', 'save-state': 'STATE', 'set-env': 'ENV', 'add-path': 'PATH' }
