import { expect, test } from 'vitest'
import { costPicoUsd, findPrices, printUsd } from './prices.ts'

const tokens = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, cacheWriteTokens: 0 }

test('a release costs what its model costs, whoever routes it', () => {
  expect(findPrices('gpt-5-2025-08-07')).toEqual(findPrices('gpt-5'))
  expect(findPrices('claude-opus-4-5-20251101')).toEqual(findPrices('claude-opus-4-5'))
  expect(findPrices('anthropic/claude-sonnet-5-5')).toEqual(findPrices('claude-sonnet-5-5'))
})

test('what is not listed has no price, whatever it is called', () => {
  for (const name of ['', 'gpt-5-turbo-max', 'local', 'constructor', '__proto__', 'toString', 'x/'])
    expect(findPrices(name), name).toBeUndefined()
})

test('costs are exact where floating point is not', () => {
  const prices = { input: 0.1, output: 0.3, cachedInput: 0.0125 }
  expect(printUsd(costPicoUsd({ ...tokens, inputTokens: 3, outputTokens: 1 }, prices))).toBe('0.000000600000')
  expect(printUsd(costPicoUsd({ ...tokens, inputTokens: 1, cachedTokens: 1 }, prices))).toBe('0.000000012500')
  expect(printUsd(costPicoUsd({ ...tokens, outputTokens: 2_147_483_647 }, { input: 0, output: 75 }))).toBe(
    '161061.273525000000',
  )
})

test('cached parts are billed apart, and never below zero', () => {
  const prices = { input: 10, output: 0, cachedInput: 1, cacheWrite: 12 }
  const cost = (input: typeof tokens) => Number(printUsd(costPicoUsd(input, prices)))
  expect(cost({ ...tokens, inputTokens: 1_000_000, cachedTokens: 600_000, cacheWriteTokens: 300_000 })).toBe(
    1 + 0.6 + 3.6,
  )
  expect(cost({ ...tokens, inputTokens: 1, cachedTokens: 1_000_000 })).toBe(1)
  expect(cost({ ...tokens, inputTokens: 1_000_000 })).toBe(10)
})

test('a long prompt is billed whole at its own prices, from the first token over the limit', () => {
  expect(findPrices('gpt-6.1-sol', 272_000)?.input).toBe(2)
  expect(findPrices('gpt-6.1-sol-2026-09-29', 272_001)).toEqual({
    input: 4,
    cacheWrite: 5,
    cachedInput: 0.2,
    output: 15,
  })
  expect(findPrices('claude-haiku-5-5', 100_001)?.output).toBe(2.5)
  expect(findPrices('gpt-5', 1_000_000)?.input).toBe(1.25)
})
