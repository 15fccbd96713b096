import { expect, test } from 'vitest'
import { ProjectSettings } from '#projects'
import { printMergeWords } from './merge-message.ts'

const { merging: settings } = ProjectSettings.parse({})
const alice = { name: 'Alice', email: 'alice@example.com', at: '' }
const bob = { name: 'Bob', email: 'bob@example.com', at: '' }
const pull = { number: 7, title: 'Add login', body: 'Closes #3', from: 'alice/login' }
const one = { ...pull, commits: [{ message: 'login: a form\n\nWith a button.', author: alice }] }
const two = { ...pull, commits: [...one.commits, { message: 'login: mend', author: bob }] }

test('a merge says where it comes from, a squash what was committed, as on GitHub', () => {
  expect(printMergeWords(one, 'merge', settings)).toEqual({
    title: 'Merge pull request #7 from alice/login',
    body: 'Add login',
  })
  expect(printMergeWords(one, 'squash', settings)).toEqual({ title: 'login: a form (#7)', body: 'With a button.' })
  expect(printMergeWords(two, 'squash', settings)).toEqual({
    title: 'Add login (#7)',
    body: '* login: a form\n\nWith a button.\n\n* login: mend\n\nCo-authored-by: Bob <bob@example.com>',
  })
})

test('the settings choose other words', () => {
  expect(printMergeWords(one, 'merge', { ...settings, mergeTitle: 'pull_title', mergeMessage: 'pull_body' })).toEqual({
    title: 'Add login (#7)',
    body: 'Closes #3',
  })
  expect(printMergeWords(one, 'squash', { ...settings, squashTitle: 'pull_title', squashMessage: 'blank' })).toEqual({
    title: 'Add login (#7)',
    body: '',
  })
})
