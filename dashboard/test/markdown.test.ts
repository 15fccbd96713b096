import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Markdown } from '../src/parts/markdown.tsx'
import { withTask } from '../src/parts/markdown-extras.ts'
import { namesIn } from '../src/parts/references.tsx'

function print(text: string, breaks = false): string {
  return renderToStaticMarkup(createElement(Markdown, { text, breaks }))
}

describe('markdown', () => {
  it('shows a task list as boxes, tight or loose, and never the brackets', () => {
    for (const text of ['- [ ] quando\n- [x] ubi', '- [ ] quando\n\n- [x] ubi\n\n  plura']) {
      const html = print(text)
      expect(html.match(/type="checkbox"/g)).toHaveLength(2)
      expect(html.match(/checked=""/g)).toHaveLength(1)
      expect(html).not.toMatch(/\[[ x]\]/)
    }
  })

  it('shows HTML instead of becoming it', () => {
    const html = print('hello <script>alert(1)</script>\n\n<img src=x onerror=alert(1)>')
    expect(html).not.toMatch(/<(script|img)/)
    expect(html).toContain('&lt;script&gt;')
  })

  it('shows pictures of the repository and makes those from elsewhere links', () => {
    const text =
      '![a](docs/a.svg) ![b](https://example.com/b.png) ![c](//example.com/c.png) ![d](javascript:alert(1)) ![e](data:image/svg+xml,x)'
    const html = renderToStaticMarkup(createElement(Markdown, { text, picture: (href) => `/raw/${href}` }))
    expect(html.match(/<img/g)).toHaveLength(1)
    expect(html).toContain('src="/raw/docs/a.svg"')
    expect(html).not.toMatch(/javascript:|data:/)
  })

  it('shows alerts, and takes nothing else for one', () => {
    const html = print('> [!WARNING]\n> Mind the **gap**.\n\n> [!NOPE]\n> words')
    expect(html).toMatch(/data-alert="warning"><p[^>]*>warning<\/p><p>Mind the <strong>gap<\/strong>/)
    expect(html).toContain('<blockquote>')
    expect(print('> [!note]\n\nafter')).toContain('data-alert="note"')
  })

  it('puts footnotes at the end, in the order in which they are named', () => {
    const html = print(
      'One[^b] two[^a], none[^c].\n\n[^a]: the *first*\n[^b]: the second\n    goes on\n[^d]: nobody names it',
    )
    expect(html.match(/<sup/g)).toHaveLength(2)
    expect(html).toContain('none[^c]')
    expect(html).toMatch(/<li[^>]*>the second\ngoes on[\s\S]*<li[^>]*>the <em>first<\/em>/)
    expect(html).not.toContain('nobody names it')
    // The anchors of two texts on one page are not the same.
    const ids = print('a[^1]\n\n[^1]: x').match(/id="[^"]+"/g)
    expect(new Set(ids).size).toBe(ids?.length)
  })

  it('says what a text is with a task ticked', () => {
    const text = '- [ ] one\n- [x] two\n  1. [ ] three\n\n```\n- [ ] an example\n```\n> * [ ] four'
    expect(withTask(text, 4, 0, true)).toBe(text.replace('[ ] one', '[x] one'))
    expect(withTask(text, 4, 1, false)).toBe(text.replace('[x] two', '[ ] two'))
    expect(withTask(text, 4, 3, true)).toBe(text.replace('[ ] four', '[x] four'))
    expect(withTask(text, 5, 0, true)).toBeUndefined()
    expect(withTask('no task', 0, 0, true)).toBeUndefined()
  })

  it('lets tasks be ticked only by who may change the text', () => {
    const ticking = renderToStaticMarkup(createElement(Markdown, { text: '- [ ] one', onChange: () => undefined }))
    expect(ticking).not.toContain('disabled')
    expect(print('- [ ] one')).toContain('disabled')
  })

  it('finds what a text names, in short and by whole addresses of this server', () => {
    const origin = 'https://forge.example'
    const text = `#7 a/b#8 @bob deadbee1 1234567 abcdefa x#9 a@b.c @a/b ${origin}/a/b/pull/3 ${origin}/a/b/commit/${'a'.repeat(39)}1 https://x.example/a/b/pull/4`
    expect(namesIn(text, origin)).toEqual(['#7', 'a/b#8', '@bob', 'deadbee1', 'a/b#3', `a/b@${'a'.repeat(39)}1`])
  })

  it('makes nothing that runs, loads by itself or leaves the page of hostile texts', () => {
    const hostile = [
      '[x](javascript:alert(1)) [y](JaVa\tScript:alert(1)) [z](vbscript:x) [d](data:text/html,x)',
      '<javascript:alert(1)>',
      '[x]: javascript:alert(1)\n\n[x]',
      '![x](javascript:alert(1)) ![y](data:image/svg+xml,<svg onload=alert(1)>)',
      '<svg onload=alert(1)><script>alert(1)</script></svg>',
      '<iframe srcdoc="<script>alert(1)</script>"></iframe><style>*{display:none}</style>',
      '```js" onmouseover="alert(1)\nx\n```',
      '> [!NOTE" onload="x]\n> y',
      '[^x"><script>alert(1)</script>]\n\n[^x"><script>alert(1)</script>]: <img src=x onerror=alert(1)>',
      '- [ ] <img src=x onerror=alert(1)>',
      '| <b onclick=x> |\n|--|\n| <script>1</script> |',
      '[a](https://x.example"onclick="alert(1))',
      '# <a name="root"></a><base href="https://evil.example">',
    ]
    for (const text of hostile) {
      const tags = print(text).replace(/"[^"]*"/g, '""')
      expect(tags, text).not.toMatch(/<(script|svg|iframe|style|img|base|object|embed|form)\b/i)
      expect(tags, text).not.toMatch(/<[^>]+\son\w+=/i)
      expect(print(text), text).not.toMatch(/(href|src)="\s*(javascript|vbscript|data):/i)
    }
  })

  it('leaves out what was commented out', () => {
    expect(print('a\n\n<!-- hidden -->\n\nb')).not.toContain('hidden')
  })

  it('keeps the lines of a commit’s message where asked', () => {
    const trailers = 'DevFlow-Task: task_1\nCo-authored-by: alice'
    expect(print(trailers, true)).toContain('<br/>')
    expect(print(trailers)).not.toContain('<br/>')
  })
})
