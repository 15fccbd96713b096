import type { Verb } from './verb.ts'

/** Every verb of this server, in the order the modules were created. */
export interface VerbRegistry {
  // biome-ignore lint/suspicious/noExplicitAny: a list of verbs with different schemas; call() checks each by its own
  register(...verbs: Verb<any, any>[]): void
  list(): readonly Verb[]
  find(name: string): Verb | undefined
}

const NAME = /^[a-z]+(-[a-z]+)*\.[a-z]+([A-Z][a-z]+)*$/

export function createVerbRegistry(): VerbRegistry {
  const byName = new Map<string, Verb>()
  const addresses = new Set<string>()
  return {
    register(...verbs) {
      for (const verb of verbs) {
        if (!NAME.test(verb.name)) throw new Error(`verb name ${verb.name} is not module.act`)
        if (byName.has(verb.name)) throw new Error(`verb ${verb.name} is defined twice`)
        byName.set(verb.name, verb)
        for (const address of [verb.http, ...(verb.alias ?? [])]) {
          const shape = address.replace(/:\w+/g, ':')
          if (addresses.has(shape)) throw new Error(`address ${address} of ${verb.name} is taken`)
          addresses.add(shape)
        }
      }
    },
    list: () => [...byName.values()],
    find: (name) => byName.get(name),
  }
}
