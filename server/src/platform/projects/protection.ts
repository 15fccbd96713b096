import picomatch from 'picomatch'
import type { ProtectionRule } from './settings.ts'

/** A branch or a tag, by its short name. */
export interface ProtectedName {
  target: ProtectionRule['target']
  name: string
}

/** The rules in force for a name, whoever asks. */
export function rulesFor(rules: readonly ProtectionRule[], { target, name }: ProtectedName): ProtectionRule[] {
  return rules.filter(
    (rule) =>
      rule.enabled &&
      rule.target === target &&
      picomatch.isMatch(name, rule.pattern) &&
      !rule.exclude.some((pattern) => picomatch.isMatch(name, pattern)),
  )
}
