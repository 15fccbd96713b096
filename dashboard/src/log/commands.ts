import { plainText } from './ansi.ts'

export type LineKind = 'plain' | 'group' | 'error' | 'warning' | 'notice' | 'command' | 'debug'

/** Workflow commands as a runner writes them into its log: `##[group]Run npm test`. */
const marker = /^##\[(group|endgroup|error|warning|notice|command|debug)\](.*)$/s

/** What a line is, and its text without the marker; undefined for the end of a group, which shows nothing. */
export function readCommand(text: string): { kind: LineKind; text: string } | undefined {
  const match = text.includes('##[') ? marker.exec(plainText(text)) : null
  if (!match) return { kind: 'plain', text }
  const [, kind, rest = ''] = match
  return kind === 'endgroup' ? undefined : { kind: kind as LineKind, text: rest }
}
