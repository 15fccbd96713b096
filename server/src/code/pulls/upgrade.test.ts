import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createKernel } from '#kernel'
import { testPlace } from '#testing'

const HERE = join(import.meta.dirname, 'migrations')
const ISSUES = join(import.meta.dirname, '../issues/migrations')

/** Two pull requests, a conversation, comments on lines and a review, as the first release kept them. */
const BEFORE = `
  insert into pulls.counters values ('prj_1', 'org_1', 7);
  insert into pulls.pulls (id, org_id, project_id, number, title, body, state, head_branch, head_sha, base_branch, base_sha, author, labels,
      merged_at, created_at)
    values ('pull_1', 'org_1', 'prj_1', 3, 'First', 'why', 'merged', 'one', 'aaa', 'main', 'bbb', '{"kind":"person","id":"usr_1","name":"alice"}',
        '{Bug,ui}', '2026-01-02', '2026-01-01'),
      ('pull_2', 'org_1', 'prj_1', 7, 'Second', '', 'draft', 'two', 'ccc', 'main', 'bbb', '{"kind":"person","id":"usr_1","name":"alice"}',
        '{bug}', null, '2026-01-03');
  insert into pulls.reviews (id, org_id, project_id, pull_id, reviewer, verdict, body, sha)
    values ('rev_1', 'org_1', 'prj_1', 'pull_2', '{"kind":"person","id":"usr_2","name":"bob"}', 'approve', 'fine', 'ddd');
  insert into pulls.comments (id, org_id, project_id, pull_id, review_id, author, body, path, line, side)
    values ('cmt_1', 'org_1', 'prj_1', 'pull_2', null, '{}', 'of all', null, null, null),
      ('cmt_2', 'org_1', 'prj_1', 'pull_2', 'rev_1', '{}', 'of a line', 'a.txt', 4, 'old'),
      ('cmt_3', 'org_1', 'prj_1', 'pull_2', null, '{}', 'alone', 'b.txt', 2, 'new');`

test('what the first release kept becomes issues, conversations and threads, and nothing is lost', async () => {
  const place = await testPlace()
  const first = mkdtempSync(join(tmpdir(), 'devflow-migrations-'))
  copyFileSync(join(HERE, '0001_pulls.sql'), join(first, '0001_pulls.sql'))
  const start = async (sources: Record<string, string>) => {
    const kernel = await createKernel(place.config)
    for (const [module, directory] of Object.entries(sources)) kernel.migrations(module, directory)
    await kernel.start()
    return kernel
  }
  try {
    const old = await start({ pulls: first })
    await old.db.system((tx) => tx.query(BEFORE))
    await old.stop()
    const now = await start({ issues: ISSUES, pulls: HERE })
    const ask = (sql: string) => now.db.system((tx) => tx.query(sql))
    expect(
      await ask(`select id, number, kind, title, body, state, draft, comment_count as comments, merged_at is not null as merged,
        author ->> 'name' as author from issues.issues order by number`),
    ).toEqual([
      {
        id: 'pull_1',
        number: 3,
        kind: 'pull',
        title: 'First',
        body: 'why',
        state: 'closed',
        draft: false,
        comments: 0,
        merged: true,
        author: 'alice',
      },
      {
        id: 'pull_2',
        number: 7,
        kind: 'pull',
        title: 'Second',
        body: '',
        state: 'open',
        draft: true,
        comments: 1,
        merged: false,
        author: 'alice',
      },
    ])
    expect(await ask('select last_number as last from issues.trackers')).toEqual([{ last: 7 }])
    expect(
      await ask(`select i.number, lower(l.name) as label from issues.issue_labels il join issues.issues i on i.id = il.issue_id
        join issues.labels l on l.id = il.label_id order by 1, 2`),
    ).toEqual([
      { number: 3, label: 'bug' },
      { number: 3, label: 'ui' },
      { number: 7, label: 'bug' },
    ])
    expect(await ask('select id, body from issues.comments')).toEqual([{ id: 'cmt_1', body: 'of all' }])
    expect(
      await ask(`select c.id, c.body, c.review_id as review, t.path, t.line, t.side, t.sha
        from pulls.comments c join pulls.threads t on t.id = c.thread_id order by c.id`),
    ).toEqual([
      { id: 'cmt_2', body: 'of a line', review: 'rev_1', path: 'a.txt', line: 4, side: 'old', sha: 'ddd' },
      { id: 'cmt_3', body: 'alone', review: null, path: 'b.txt', line: 2, side: 'new', sha: 'ccc' },
    ])
    expect(await ask('select state, counts, submitted_at is not null as sent from pulls.reviews')).toEqual([
      { state: 'submitted', counts: true, sent: true },
    ])
    await now.stop()
  } finally {
    rmSync(first, { recursive: true })
    await place.remove()
  }
})
