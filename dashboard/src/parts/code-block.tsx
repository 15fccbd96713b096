import { useQuery } from '@tanstack/react-query'
import { useContext } from 'react'
import type { Address } from '../api/client.ts'
import { queries } from '../api/queries.ts'
import { CodeLine } from './code-line.tsx'
import { ProjectContext } from './project-context.ts'

/** What the server colours at most; longer blocks stay plain. */
const MOST_COLOURED = 32 * 1024

/** A block of source in a text, in its colours once they are there. */
export function CodeBlock({ text, language }: { text: string; language: string }) {
  const project = useContext(ProjectContext)
  const coloured = project && /^[\w+#.-]{1,50}$/.test(language) && text.length <= MOST_COLOURED
  return (
    <pre>
      <code>{coloured ? <Coloured project={project} language={language} text={text} /> : text}</code>
    </pre>
  )
}

function Coloured({ project, language, text }: { project: Address; language: string; text: string }) {
  const { data } = useQuery(queries.highlightText(project, { language, text }))
  if (!data?.lines) return text
  return text.split('\n').map((line, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text, replaced as a whole
    <span key={at}>
      {at > 0 && '\n'}
      {line !== '' && <CodeLine text={line} runs={data.lines?.[at]} kinds={data.kinds} />}
    </span>
  ))
}
