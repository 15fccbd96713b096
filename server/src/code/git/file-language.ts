import { posix } from 'node:path'

export interface FileLanguage {
  /** Linguist's name. */
  name: string
  colour: string | undefined
  /** What it is counted as: TSX is TypeScript. */
  group: string
  /** Programs and markup; prose and data are not what a project is written in. */
  counted: boolean
  /** Names that highlighters know it by. */
  aliases: readonly string[]
}

/** Endings that several languages claim first: the one that such a file nearly always is. */
const USUAL: Record<string, string> = {
  '.cs': 'C#',
  '.h': 'C',
  '.html': 'HTML',
  '.json': 'JSON',
  '.l': 'Lex',
  '.m': 'Objective-C',
  '.md': 'Markdown',
  '.php': 'PHP',
  '.pl': 'Perl',
  '.r': 'R',
  '.rs': 'Rust',
  '.s': 'Unix Assembly',
  '.sql': 'SQL',
  '.t': 'Perl',
  '.ts': 'TypeScript',
  '.tsx': 'TSX',
  '.txt': 'Text',
  '.v': 'Verilog',
  '.yaml': 'YAML',
  '.yml': 'YAML',
}

type LanguageOf = (path: string) => FileLanguage | undefined

let loading: Promise<LanguageOf> | undefined

/** Tells a file's language by its name. The table of linguist's eight hundred is read when it is first needed. */
export function loadLanguages(): Promise<LanguageOf> {
  loading ??= read()
  return loading
}

async function read(): Promise<LanguageOf> {
  const all = Object.values(await import('linguist-languages'))
  const byName = new Map<string, FileLanguage>()
  const byFile = new Map<string, FileLanguage>()
  const byEnding = new Map<string, FileLanguage>()
  for (const entry of all) {
    const language: FileLanguage = {
      name: entry.name,
      colour: 'color' in entry ? entry.color : undefined,
      group: 'group' in entry ? entry.group : entry.name,
      counted: entry.type === 'programming' || entry.type === 'markup',
      aliases: [entry.name.toLowerCase(), ...('aliases' in entry ? entry.aliases : []), entry.aceMode],
    }
    byName.set(language.name, language)
    for (const file of 'filenames' in entry ? entry.filenames : []) byFile.set(file, language)
    const endings: readonly string[] = 'extensions' in entry ? entry.extensions : []
    for (const ending of endings.toReversed()) {
      const key = ending.toLowerCase()
      // The language that names an ending first is the one it is known for.
      if (ending === endings[0] || !byEnding.has(key)) byEnding.set(key, language)
    }
  }
  for (const [ending, name] of Object.entries(USUAL)) {
    const language = byName.get(name)
    if (language) byEnding.set(ending, language)
  }
  return (path) => {
    const file = posix.basename(path)
    const named = byFile.get(file)
    if (named) return named
    // `.blade.php` before `.php`.
    for (let dot = file.indexOf('.'); dot >= 0; dot = file.indexOf('.', dot + 1)) {
      const language = byEnding.get(file.slice(dot).toLowerCase())
      if (language) return language
    }
    return undefined
  }
}
