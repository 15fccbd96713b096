import type { JsonSchema } from './json-schema.ts'
import { declareType, printType } from './print-type.ts'

export type Nouns = ReturnType<typeof createNouns>
type Direction = 'input' | 'output'

/**
 * The schemas with a name of their own (`.meta({ id: 'Spec' })`). One that differs between what is sent and what is
 * answered, because of its defaults, is `Spec` in answers and `SpecInput` in what is sent.
 */
export function createNouns() {
  const found = new Map<string, { [D in Direction]?: JsonSchema }>()

  function rename(direction: Direction): (name: string) => string {
    return (name) => (direction === 'input' && differs(name) ? `${name}Input` : name)
  }

  function differs(name: string): boolean {
    const { input, output } = found.get(name) ?? {}
    if (!input || !output) return false
    const same = (n: string) => n
    return printType(input, same) !== printType(output, same)
  }

  return {
    rename,
    collect(direction: Direction, schemas: Record<string, JsonSchema> = {}): void {
      for (const [name, schema] of Object.entries(schemas)) {
        const earlier = found.get(name) ?? {}
        if (earlier[direction] && JSON.stringify(earlier[direction]) !== JSON.stringify(schema)) {
          throw new Error(`two different schemas are called ${name}; give one of them another id`)
        }
        found.set(name, { ...earlier, [direction]: schema })
      }
    },
    /** A declaration of each, in alphabetical order. */
    print(): string[] {
      return [...found.keys()].sort().flatMap((name) => {
        const { input, output } = found.get(name)!
        return [
          ...(output ? declareType(name, output, rename('output')) : []),
          ...(input && (!output || differs(name)) ? declareType(rename('input')(name), input, rename('input')) : []),
        ]
      })
    },
  }
}
