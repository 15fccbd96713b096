/** One `::name key=value::text` that a step printed. */
export interface Command {
  name: string
  properties: Record<string, string>
  text: string
}

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions; also the older `##[name …]text`. */
export function parseCommand(line: string): Command | undefined {
  const [, name, properties = '', text = ''] =
    line.match(/^\s*::([a-zA-Z-]+)(?:\s+([^:]*(?::(?!:)[^:]*)*?))?::(.*)$/s) ??
    line.match(/##\[([a-zA-Z-]+)(?:\s+([^\]]*))?\](.*)$/s) ??
    []
  if (!name) return undefined
  return {
    name: name.toLowerCase(),
    properties: Object.fromEntries(
      properties.split(',').flatMap((pair) => {
        const at = pair.indexOf('=')
        return at > 0 ? [[pair.slice(0, at).trim(), unescapeProperty(pair.slice(at + 1))]] : []
      }),
    ),
    text: unescapeText(text),
  }
}

function unescapeText(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
}

function unescapeProperty(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%')
}
