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

  it('keeps the lines of a commit’s message where asked', () => {
    const trailers = 'DevFlow-Task: task_1\nCo-authored-by: alice'
    expect(print(trailers, true)).toContain('<br/>')
    expect(print(trailers)).not.toContain('<br/>')
  })
})
