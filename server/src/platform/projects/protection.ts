import picomatch from 'picomatch'
import type { ProjectSettings, ProtectionRule } from './settings.ts'

/** A branch or a tag, by its short name. */
export interface ProtectedName {
  target: ProtectionRule['target']
  name: string
}

/** The rules in force for a name, whoever asks. */
export function rulesFor(rules: readonly ProtectionRule[], { target, name }: ProtectedName): ProtectionRule[] {
  return rules.filter(
    ({ enabled, target: of, pattern, exclude }) =>
      enabled && of === target && isMeant(name, { patterns: [pattern], exclude }),
  )
}

/** Whether patterns mean a name. */
export function isMeant(
  name: string,
  { patterns, exclude }: { patterns: readonly string[]; exclude: readonly string[] },
): boolean {
  const matches = (pattern: string) => picomatch.isMatch(name, pattern)
  return patterns.some(matches) && !exclude.some(matches)
}

/** What a ruleset asks of the default branch, it asks of the next one when another becomes it. */
export function followDefaultBranch(settings: ProjectSettings, defaultBranch: string): ProjectSettings {
  // The name means itself, whatever a pattern would make of it.
  const pattern = defaultBranch.replace(/[!$()+@{}|]/g, '\\$&')
  const protection = settings.protection.map((rule) => (rule.ruleset?.followsDefault ? { ...rule, pattern } : rule))
  return { ...settings, protection }
}
