import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Markdown } from '../src/parts/markdown.tsx'

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

  it('leaves out what was commented out', () => {
    expect(print('a\n\n<!-- hidden -->\n\nb')).not.toContain('hidden')
  })

  it('keeps the lines of a commit’s message where asked', () => {
    const trailers = 'DevFlow-Task: task_1\nCo-authored-by: alice'
    expect(print(trailers, true)).toContain('<br/>')
    expect(print(trailers)).not.toContain('<br/>')
  })
})
