import { registerHooks } from 'node:module'

/**
 * GitHub's own parser. It imports its schema as JSON without the attribute that Node requires, so a hook, in place only
 * while it loads, says what the file is. Loading takes a moment: it is done once, at the first use.
 */
export function loadParser(): Promise<Library> {
  loading ??= load()
  return loading
}

type Library = typeof import('@actions/workflow-parser') & {
  convertToIfCondition: typeof import('@actions/workflow-parser/model/converter/if-condition').convertToIfCondition
}

let loading: Promise<Library> | undefined

async function load(): Promise<Library> {
  const hooks = registerHooks({
    load(url, context, next) {
      if (!/\/@actions\/workflow-parser\/dist\/[^/]+\.json$/.test(url)) return next(url, context)
      return next(url, { ...context, importAttributes: { ...context.importAttributes, type: 'json' } })
    },
  })
  try {
    const parser = await import('@actions/workflow-parser')
    const { convertToIfCondition } = await import('@actions/workflow-parser/model/converter/if-condition')
    return { ...parser, convertToIfCondition }
  } finally {
    hooks.deregister()
  }
}
