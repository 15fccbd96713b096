import { expect, test } from 'vitest'
import { tracker } from './issues.kit.ts'
import { parseChoice, parseTemplate } from './template.ts'

test('a template in Markdown has a head and a body', () => {
  const content =
    '---\nname: Bug\nabout: Something broke\ntitle: "[bug] "\nlabels: bug, triage\nassignees: [alice]\n---\n\n## What\n'
  expect(parseTemplate('a/bug.md', content)).toEqual({
    file: 'a/bug.md',
    name: 'Bug',
    about: 'Something broke',
    title: '[bug] ',
    labels: ['bug', 'triage'],
    assignees: ['alice'],
    body: '## What\n',
    form: null,
  })
  expect(parseTemplate('a/feature_request.md', 'just text')).toMatchObject({
    name: 'feature request',
    body: 'just text',
  })
})

test('a form asks its fields', () => {
  const form = `
name: Crash
description: It stopped
labels: [bug]
body:
  - type: markdown
    attributes: { value: Thanks! }
  - type: dropdown
    id: os
    attributes: { label: System, options: [Linux, 3.5], multiple: true }
    validations: { required: true }
  - type: checkboxes
    attributes: { label: Terms, options: [{ label: I agree, required: true }] }
  - type: textarea
    id: log
    attributes: { label: Log, render: shell }
`
  expect(parseTemplate('crash.yml', form)).toMatchObject({
    name: 'Crash',
    about: 'It stopped',
    labels: ['bug'],
    form: [
      { type: 'markdown', value: 'Thanks!', required: false },
      {
        type: 'dropdown',
        id: 'os',
        multiple: true,
        required: true,
        options: [
          { label: 'Linux', required: false },
          { label: '3.5', required: false },
        ],
      },
      { type: 'checkboxes', options: [{ label: 'I agree', required: true }] },
      { type: 'textarea', render: 'shell' },
    ],
  })
})

test('what is wrong in a file is said', () => {
  expect(() => parseTemplate('a.yml', 'name: x')).toThrow(/^body: /)
  expect(() => parseTemplate('a.yml', 'name: x\nbody: [{ type: video }]')).toThrow(/^body\.0\.type: /)
  expect(() => parseTemplate('a.md', '---\nabout: no name\n---\n')).toThrow(/^name: /)
  expect(() => parseTemplate('a.md', '---\nname: [\n---\n')).toThrow()
  expect(() => parseChoice('contact_links: [{ name: x, url: "javascript:alert(1)" }]')).toThrow(/url/)
  const bomb = `name: x\nbody: &a [${'{ type: input }, '.repeat(101)}]`
  expect(() => parseTemplate('a.yml', bomb)).toThrow(/^body: /)
})

test('a project lists its templates, and what is broken beside them', async () => {
  const { call, address, git, project } = await tracker()
  expect(await call('issues.templates', address)).toEqual({ items: [], broken: [], blank: true, contactLinks: [] })
  const author = { name: 'Alice', email: 'alice@example.com' }
  const commit = (files: Record<string, string>) =>
    git.importFiles(project, { branch: 'main', files, message: 'templates', author })
  await commit({ 'ISSUE_TEMPLATE.md': 'the only one' })
  expect((await call('issues.templates', address)).items).toMatchObject([
    { name: 'ISSUE TEMPLATE', body: 'the only one' },
  ])
  const folder = '.github/ISSUE_TEMPLATE'
  await commit({
    [`${folder}/config.yml`]:
      'blank_issues_enabled: false\ncontact_links: [{ name: Chat, url: https://example.com/chat }]',
    [`${folder}/bug.md`]: '---\nname: Bug\n---\nWhat?',
    [`${folder}/form.yaml`]: 'name: Form\nbody: [{ type: input }]',
    [`${folder}/broken.yml`]: 'name: Broken',
    [`${folder}/large.md`]: 'x'.repeat(80 * 1024 + 1),
    [`${folder}/picture.png`]: 'not one',
  })
  const found = await call('issues.templates', address)
  expect(found).toMatchObject({
    blank: false,
    contactLinks: [{ name: 'Chat', url: 'https://example.com/chat', about: '' }],
    items: [{ name: 'Bug' }, { name: 'Form' }],
  })
  expect(found.broken.map(({ file, reason }: { file: string; reason: string }) => `${file}: ${reason}`)).toEqual([
    expect.stringMatching(/broken\.yml: body: /),
    `${folder}/large.md: it is larger than 80 KiB`,
  ])
})
