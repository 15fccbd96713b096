export interface Import {
  specifier: string
  line: number
}

const IMPORT =
  /(?:^|[\n;])\s*(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*(['"])([^'"\n]+)\1|\b(?:import|require)\s*\(\s*(['"])([^'"\n]+)\3/g

/** Every module that a file names: static, re-exported, for its types, dynamic. */
export function readImports(text: string): Import[] {
  return [...withoutComments(text).matchAll(IMPORT)].map((match) => ({
    specifier: (match[2] ?? match[4])!,
    line: lineAt(text, match.index + match[0].length),
  }))
}

/** The same text with comments blanked out, every character and line in its place. Strings and templates stay. */
export function withoutComments(text: string): string {
  const pattern = /\/\*[\s\S]*?\*\/|(?<![:\\])\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g
  return text.replace(pattern, (found) => (found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : found))
}

export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}
