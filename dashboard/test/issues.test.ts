import { describe, expect, it } from 'vitest'
import { type FormField, firstAnswers, printAnswers } from '../src/pages/issue/answers.ts'
import { stateOf, toggled, valuesOf, withState, withValue } from '../src/pages/issue/query.ts'

describe('the search box of issues', () => {
  it('adds and takes out one of several labels, in quotes where they have blanks', () => {
    const both = toggled('is:open label:bug moon', 'label', 'good first issue')
    expect(both).toBe('is:open label:bug moon label:"good first issue"')
    expect(valuesOf(both, 'label')).toEqual(['bug', 'good first issue'])
    expect(toggled(both, 'label', 'bug')).toBe('is:open moon label:"good first issue"')
    expect(toggled(both, 'label', 'good first issue')).toBe('is:open label:bug moon')
  })

  it('keeps one value of what can have only one', () => {
    expect(withValue('author:bob is:open', 'author', '@me')).toBe('is:open author:@me')
    expect(withValue('author:bob is:open', 'author', undefined)).toBe('is:open')
  })

  it('knows the state that is asked for and changes nothing else', () => {
    expect(stateOf('state:closed label:bug')).toBe('closed')
    expect(stateOf('label:"is:open"')).toBe('all')
    expect(withState('is:open is:locked moon', 'closed')).toBe('is:closed is:locked moon')
    expect(withState('is:open moon', 'all')).toBe('moon')
  })

  it('reads back a value with quotes in it', () => {
    const query = withValue('', 'milestone', 'the "big" one \\')
    expect(valuesOf(query, 'milestone')).toEqual(['the "big" one \\'])
  })
})

describe('the text of an issue from a form', () => {
  const field = (over: Partial<FormField>): FormField => ({
    type: 'input',
    id: null,
    label: 'Version',
    description: '',
    placeholder: '',
    value: '',
    options: [],
    multiple: false,
    render: null,
    required: false,
    ...over,
  })

  it('has a heading for each question and leaves out what is only shown', () => {
    const form = [
      field({ type: 'markdown', value: 'Thank you.' }),
      field({}),
      field({ type: 'textarea', label: 'Log', render: 'shell' }),
      field({ type: 'dropdown', label: 'Systems', multiple: true, options: options('Linux', 'macOS') }),
      field({ type: 'checkboxes', label: 'Before you send', options: options('I searched', 'I read') }),
    ]
    const answers = { ...firstAnswers(form), 2: 'npm ERR!', 3: ['Linux', 'macOS'], 4: ['I read'] }
    expect(printAnswers(form, answers)).toBe(
      [
        '### Version\n\n_No response_',
        '### Log\n\n```shell\nnpm ERR!\n```',
        '### Systems\n\nLinux, macOS',
        '### Before you send\n\n- [ ] I searched\n- [x] I read',
      ].join('\n\n'),
    )
  })

  it('begins with what the form suggests', () => {
    const form = [field({ value: '1.0' })]
    expect(printAnswers(form, firstAnswers(form))).toBe('### Version\n\n1.0')
  })
})

const options = (...labels: string[]) => labels.map((label) => ({ label, required: false }))
