import { expect, test } from 'vitest'
import { tracker } from './issues.kit.ts'

test('issues and pull requests are found by words in title, body and comments', async () => {
  const { call, address, create, comment, openPull } = await tracker()
  await create('The parser crashes', { body: 'On an empty file.' })
  await create('Slow start', { body: 'The parser is not to blame.' })
  await comment(2, 'Perhaps the lexer?')
  await openPull('Mend the parser', { terms: ['head:topic'], draft: true })
  const find = async (query: string, more: object = {}) =>
    (await call('issues.search', { ...address, query, ...more })).items.map(({ number }: { number: number }) => number)
  expect((await find('parsers')).sort(), 'words are found in every form').toEqual([1, 2, 3])
  expect((await find('parser')).at(-1), 'a title counts more than a body').toBe(2)
  expect(await find('parser in:title sort:created-asc')).toEqual([1, 3])
  expect(await find('parser in:body')).toEqual([2])
  expect(await find('lexer')).toEqual([2])
  expect(await find('lexer in:title,body')).toEqual([])
  expect(await find('parser -crashes sort:created-asc')).toEqual([2, 3])
  expect(await find('"empty file"')).toEqual([1])
  expect(await find('crashes OR slow sort:created-asc')).toEqual([1, 2])
  expect(await find('parser is:pr draft:true head:topic')).toEqual([3])
  expect(await find('commenter:@me')).toEqual([2])
  expect(await find('comments:>0')).toEqual([2])
  expect(await find('', { sort: 'comments', limit: 1 })).toEqual([2])
  expect(await find("'; drop table issues.issues; --")).toEqual([])
})

test('qualifiers find what they name and leave out what they forbid', async () => {
  const { call, address, create, update, openPull, within, issues } = await tracker()
  await call('milestones.create', { ...address, title: 'First Light' })
  await create('one', { labels: ['bug', 'help wanted'], assignees: ['alice'], milestone: 1 })
  await create('two', { labels: ['question'], body: '@bob knows' })
  await create('three')
  const pull = await openPull('four')
  await update(2, { state: 'closed', reason: 'not_planned' })
  const merged = { commit: 'a'.repeat(40), base: 'main' }
  await within((context) => issues.setState(context, pull, { state: 'closed', merged }))
  const find = async (query: string) =>
    (await call('issues.search', { ...address, query: `${query} sort:created-asc` })).items.map(
      ({ number }: { number: number }) => number,
    )
  const expected: [string, number[]][] = [
    ['is:open', [1, 3]],
    ['is:issue is:closed', [2]],
    ['is:merged', [4]],
    ['is:pr -is:merged', []],
    ['label:bug label:"help wanted"', [1]],
    ['label:bug,question', [1, 2]],
    ['-label:bug', [2, 3, 4]],
    ['no:label', [3, 4]],
    ['no:assignee is:issue', [2, 3]],
    ['assignee:alice', [1]],
    ['-assignee:alice', [2, 3, 4]],
    ['milestone:"first light"', [1]],
    ['-milestone:"first light"', [2, 3, 4]],
    ['no:milestone is:open', [3]],
    ['reason:"not planned"', [2]],
    ['-reason:"not planned"', [1, 3, 4]],
    ['mentions:bob', [2]],
    ['involves:bob', [2]],
    ['author:alice is:pr', [4]],
    ['author:bob', []],
    ['closed:>2020-01-01', [2, 4]],
    ['-closed:>2020-01-01', [1, 3]],
    ['created:<2020-01-01', []],
    ['repo:alice/app is:open', [1, 3]],
    ['repo:alice/other', []],
    ['-user:alice', []],
    ['is:private is:merged', [4]],
    ['is:public', []],
  ]
  for (const [query, numbers] of expected) expect(await find(query), query).toEqual(numbers)
  await expect(find('is:banana')).rejects.toMatchObject({ code: 'issues.query' })
})

test('a search over everything finds what is in one’s own projects only', async () => {
  const { kernel, projects, alice, bob, call, create } = await tracker()
  await create('a secret of alice', { assignees: ['alice'] })
  await kernel.call(projects.verbs.create, { owner: 'bob', name: 'diary' }, { actor: bob })
  await call('issues.create', { owner: 'bob', name: 'diary', title: 'a secret of bob' }, bob)
  const find = (input: object, actor = alice) => call('issues.searchAll', input, actor)
  expect(await find({ query: 'secret' })).toMatchObject({
    total: 1,
    items: [{ title: 'a secret of alice', project: { owner: 'alice', name: 'app' } }],
  })
  expect(await find({ query: 'secret repo:alice/app' }, bob)).toEqual({ items: [], total: 0 })
  expect((await find({ assignee: 'alice' })).total).toBe(1)
  expect((await find({ assignee: 'none', state: 'open' })).total).toBe(0)
  await call('issues.update', { owner: 'alice', name: 'app', number: 1, state: 'closed' })
  expect((await find({})).total, 'without a state, whatever it is').toBe(1)
  await kernel.call(projects.verbs.delete, { owner: 'alice', name: 'app', confirm: 'alice/app' }, { actor: alice })
  expect((await find({ query: 'secret' })).total, 'a deleted project is not searched').toBe(0)
})
