import type { ModelPrices } from '#settings'

interface ListedPrices extends ModelPrices {
  /** A prompt of more tokens than this is billed whole at other prices. */
  long?: { overTokens: number; prices: ModelPrices }
}

/**
 * What the providers charge for standard use, in US dollars per million tokens.
 *
 * Anthropic: https://platform.claude.com/docs/en/about-claude/pricing, as of October 2026 (cache writes for five minutes).
 * OpenAI: https://developers.openai.com/api/docs/pricing; the GPT-6 family as of October 2026, older ones as of mid-2026.
 *
 * Prices move and contracts differ: an admin's own figures in the model settings win. A model that is not listed has
 * no cost (null), which is shown as unknown and never as free.
 */
const PRICES: Record<string, ListedPrices> = {
  'claude-fable-5': { input: 10, cacheWrite: 12.5, cachedInput: 1, output: 50 },
  'claude-fable-5-1': { input: 10, cacheWrite: 12.5, cachedInput: 0.25, output: 50 },
  'claude-opus-4': { input: 15, cacheWrite: 18.75, cachedInput: 1.5, output: 75 },
  'claude-opus-4-1': { input: 15, cacheWrite: 18.75, cachedInput: 1.5, output: 75 },
  'claude-opus-4-5': { input: 5, cacheWrite: 6.25, cachedInput: 0.5, output: 25 },
  'claude-opus-4-6': { input: 5, cacheWrite: 6.25, cachedInput: 0.5, output: 25 },
  'claude-opus-4-7': { input: 5, cacheWrite: 6.25, cachedInput: 0.5, output: 25 },
  'claude-opus-4-8': { input: 5, cacheWrite: 6.25, cachedInput: 0.5, output: 25 },
  'claude-opus-5': { input: 5, cacheWrite: 6.25, cachedInput: 0.5, output: 25 },
  'claude-opus-5-5': { input: 4, cacheWrite: 5, cachedInput: 0.2, output: 20 },
  'claude-sonnet-4': { input: 3, cacheWrite: 3.75, cachedInput: 0.3, output: 15 },
  'claude-sonnet-4-5': { input: 3, cacheWrite: 3.75, cachedInput: 0.3, output: 15 },
  'claude-sonnet-4-6': { input: 3, cacheWrite: 3.75, cachedInput: 0.3, output: 15 },
  'claude-sonnet-5': { input: 2, cacheWrite: 2.5, cachedInput: 0.2, output: 10 },
  'claude-sonnet-5-5': { input: 2, cacheWrite: 2.5, cachedInput: 0.1, output: 10 },
  'claude-3-5-haiku': { input: 0.8, cacheWrite: 1, cachedInput: 0.08, output: 4 },
  'claude-haiku-4-5': { input: 1, cacheWrite: 1.25, cachedInput: 0.1, output: 5 },
  'claude-haiku-5-5': {
    ...{ input: 0.1, cacheWrite: 0.125, cachedInput: 0.01, output: 0.5 },
    long: { overTokens: 100_000, prices: { input: 0.5, cacheWrite: 0.625, cachedInput: 0.05, output: 2.5 } },
  },
  'gpt-4.1': { input: 2, cachedInput: 0.5, output: 8 },
  'gpt-4.1-mini': { input: 0.4, cachedInput: 0.1, output: 1.6 },
  'gpt-4.1-nano': { input: 0.1, cachedInput: 0.025, output: 0.4 },
  'gpt-4o': { input: 2.5, cachedInput: 1.25, output: 10 },
  'gpt-4o-mini': { input: 0.15, cachedInput: 0.075, output: 0.6 },
  'gpt-5': { input: 1.25, cachedInput: 0.125, output: 10 },
  'gpt-5-codex': { input: 1.25, cachedInput: 0.125, output: 10 },
  'gpt-5-mini': { input: 0.25, cachedInput: 0.025, output: 2 },
  'gpt-5-nano': { input: 0.05, cachedInput: 0.005, output: 0.4 },
  'gpt-5.1': { input: 1.25, cachedInput: 0.125, output: 10 },
  'gpt-5.1-codex': { input: 1.25, cachedInput: 0.125, output: 10 },
  'gpt-5.1-codex-max': { input: 1.25, cachedInput: 0.125, output: 10 },
  'gpt-5.1-codex-mini': { input: 0.25, cachedInput: 0.025, output: 2 },
  'gpt-5.2': { input: 1.75, cachedInput: 0.175, output: 14 },
  'gpt-5.2-codex': { input: 1.75, cachedInput: 0.175, output: 14 },
  'gpt-5.3-codex': { input: 1.75, cachedInput: 0.175, output: 14 },
  'gpt-5.4': { input: 2.5, cachedInput: 0.25, output: 15 },
  'gpt-5.4-mini': { input: 0.75, cachedInput: 0.075, output: 4.5 },
  'gpt-6-luna': {
    ...{ input: 0.1, cacheWrite: 0.125, cachedInput: 0.01, output: 0.5 },
    long: { overTokens: 272_000, prices: { input: 0.2, cacheWrite: 0.25, cachedInput: 0.02, output: 0.75 } },
  },
  'gpt-6-sol': {
    ...{ input: 2, cacheWrite: 2.5, cachedInput: 0.2, output: 10 },
    long: { overTokens: 272_000, prices: { input: 4, cacheWrite: 5, cachedInput: 0.4, output: 15 } },
  },
  'gpt-6.1-sol': {
    ...{ input: 2, cacheWrite: 2.5, cachedInput: 0.1, output: 10 },
    long: { overTokens: 272_000, prices: { input: 4, cacheWrite: 5, cachedInput: 0.2, output: 15 } },
  },
  'text-embedding-3-small': { input: 0.02, output: 0 },
  'text-embedding-3-large': { input: 0.13, output: 0 },
}

/** Dated releases cost what the model costs: `gpt-5-2025-08-07`, `claude-opus-4-5-20251101`, `…-latest`. */
const RELEASE = /-(?:\d{4}-\d{2}-\d{2}|\d{8}|latest)$/

/** Undefined: not known. Routers put the maker before the name (`openai/gpt-5`). */
export function findPrices(model: string, inputTokens = 0): ModelPrices | undefined {
  const name = model.slice(model.lastIndexOf('/') + 1).replace(RELEASE, '')
  const listed = Object.hasOwn(PRICES, name) ? PRICES[name] : undefined
  return listed?.long && inputTokens > listed.long.overTokens ? listed.long.prices : listed
}

export interface BilledTokens {
  /** Everything that went in, the two cached parts included. */
  inputTokens: number
  outputTokens: number
  cachedTokens: number
  cacheWriteTokens: number
}

/** One token at a dollar per million tokens, in the unit that costs are added up in. */
const PICO_PER_MICRO = 1_000_000

/**
 * In 10⁻¹² dollars, where every listed price per token is a whole number: sums are exact.
 * A million tokens at 75 dollars a million are 7.5 × 10¹³, far below 2⁵³.
 */
export function costPicoUsd(tokens: BilledTokens, prices: ModelPrices): bigint {
  const fresh = Math.max(0, tokens.inputTokens - tokens.cachedTokens - tokens.cacheWriteTokens)
  const pico = (count: number, price: number): bigint => BigInt(count) * BigInt(Math.round(price * PICO_PER_MICRO))
  return (
    pico(fresh, prices.input) +
    pico(tokens.cachedTokens, prices.cachedInput ?? prices.input) +
    pico(tokens.cacheWriteTokens, prices.cacheWrite ?? prices.input) +
    pico(tokens.outputTokens, prices.output)
  )
}

/** As the decimal that the database adds up. */
export function printUsd(pico: bigint): string {
  const digits = pico.toString().padStart(13, '0')
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`
}
