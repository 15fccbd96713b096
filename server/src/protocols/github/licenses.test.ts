import { expect, test } from 'vitest'
import { detectLicense, fillLicense, findLicense, OFFERED } from './licenses.ts'

const key = (text: string) => detectLicense(text)?.['spdx-id']

test('each licence is known by its own text, also filled with names, wrapped anew and in capitals', () => {
  for (const license of OFFERED) {
    const filled = fillLicense(license, { year: 2026, owner: 'alice $& and bob' })
    expect(key(filled), license.title).toBe(license['spdx-id'])
    expect(key(filled.replace(/\s+/g, ' ').toUpperCase()), license.title).toBe(license['spdx-id'])
  }
  expect(fillLicense(findLicense('mit')!, { year: 2026, owner: '$& [year]' })).toContain('Copyright (c) 2026 $& [year]')
})

test('a licence with words of somebody’s own is none of the list, nor is an empty or an endless text', () => {
  const { body } = findLicense('mit')!
  expect(key(`${body}\n${'But not on Sundays, and never for the people next door. '.repeat(5)}`)).toBeUndefined()
  expect(key(body.slice(0, body.length / 2))).toBeUndefined()
  expect(key('')).toBeUndefined()
  expect(key(body.repeat(100))).toBeUndefined()
})
