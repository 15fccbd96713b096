import { expect, onTestFinished, test } from 'vitest'
import { testKernel } from '#testing'
import { createMarkdown } from './index.ts'

async function renderer(options?: Parameters<typeof createMarkdown>[1]) {
  const kit = await testKernel()
  onTestFinished(() => kit[Symbol.asyncDispose]())
  return createMarkdown(kit.kernel, options).render
}

test('the dialect of GitHub becomes HTML', async () => {
  const render = await renderer()
  expect(await render('# A\n\n- [x] done\n\n~~old~~ www.example.com\n\n| a |\n|--|\n| 1 |')).toMatch(
    /<h1>A<\/h1>[\s\S]*type="checkbox" checked disabled>[\s\S]*<del>old<\/del>[\s\S]*href="http:\/\/www\.example\.com"[\s\S]*<td>1<\/td>/,
  )
  expect(await render('a\nb')).not.toContain('<br>')
  expect(await render('a\nb', { breaks: true })).toContain('<br>')
  expect(await render('<details><summary>s</summary>\n\n**b**\n\n</details>')).toContain(
    '<details><summary>s</summary>',
  )
  expect(await render('')).toBe('')
})

test('nothing that runs, loads by itself or dresses up survives', async () => {
  const render = await renderer()
  const hostile = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)><script>alert(1)</script></svg>',
    '<svg><style><img src=x onerror=alert(1)></style></svg>',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="jav&#x09;ascript:alert(1)">x</a>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '![x](data:image/svg+xml,<svg/onload=alert(1)>)',
    '[x](vbscript:alert(1))',
    '<iframe src="https://example.com"></iframe>',
    '<object data="x"></object><embed src="x"><base href="https://evil.example">',
    '<form action="https://evil.example"><input name="password"><button>Sign in</button></form>',
    '<p style="position:fixed;inset:0">x</p>',
    '<style>body{display:none}</style>',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<link rel="stylesheet" href="https://evil.example">',
    '<div class="fixed inset-0" id="root">x</div>',
    '`<script>`\n\n    <script>alert(1)</script>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<textarea><script>alert(1)</script>',
    '<!--><script>alert(1)</script>-->',
    '<p title="x" onclick="alert(1)" onmouseover=alert(1)>x</p>',
  ]
  for (const text of hostile) {
    const html = await render(text)
    expect(html, text).not.toMatch(
      /<(script|style|svg|math|iframe|object|embed|base|form|button|meta|link|textarea)\b/i,
    )
    // What stands in quotes is a value, and whole: the printer escapes quotes.
    const tags = html.replace(/"[^"]*"/g, '""')
    expect(tags, text).not.toMatch(/<[^>]+\s(on\w+|style|class|action)\b/i)
    expect(html, text).not.toMatch(/(href|src)="\s*(javascript|data|vbscript):/i)
    expect(html, text).not.toMatch(/\sid="(?!user-content-)/)
  }
})

test('a text that would take for ever is answered as it was written, and the next one is rendered', async () => {
  const render = await renderer({ timeoutMs: 400 })
  const bomb = '*_'.repeat(40_000)
  expect(await render(bomb)).toBe(`<pre>${bomb}</pre>`)
  expect(await render(`${'>'.repeat(9000)}<b>`)).toMatch(/^<pre>&#62;/)
  await expect.poll(() => render('**b**')).toBe('<p><strong>b</strong></p>')
})
