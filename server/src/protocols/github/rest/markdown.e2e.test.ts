import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGithub, testGithub } from '../github.kit.ts'

let github: TestGithub

beforeAll(async () => {
  github = await testGithub()
}, 60_000)
afterAll(() => github[Symbol.asyncDispose]())

test('Octokit renders Markdown, in the dialect of files and of comments, and never a script', async () => {
  const { alice: octokit } = github
  const file = await octokit.rest.markdown.render({ text: 'a\nb <script>alert(1)</script>' })
  expect(file.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(file.data).toBe('<p>a\nb </p>')
  const comment = await octokit.rest.markdown.render({ text: 'a\nb', mode: 'gfm', context: 'alice/app' })
  expect(comment.data).toContain('<br>')
  const raw = await octokit.rest.markdown.renderRaw({ data: '**b**' })
  expect(raw.data).toBe('<p><strong>b</strong></p>')
})

test('a text of more than 400 KiB is refused', async () => {
  const { alice: octokit } = github
  const text = 'a'.repeat(400 * 1024)
  expect((await octokit.rest.markdown.render({ text })).status).toBe(200)
  await expect(octokit.rest.markdown.render({ text: `${text}a` })).rejects.toMatchObject({ status: 413 })
  await expect(octokit.rest.markdown.renderRaw({ data: `${text}a` })).rejects.toMatchObject({ status: 413 })
})
