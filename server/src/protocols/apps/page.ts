import type { ServerResponse } from 'node:http'

export interface Notice {
  status: 404 | 502 | 503
  title: string
  detail: string
  /** Where in DevFlow one finds out more. */
  link?: { href: string; text: string }
  /** Seconds after which it is worth trying again; a browser does so by itself. */
  retry?: number
}

/** Says why there is no application here: to a browser as a page, to a program as JSON. */
export function sendNotice(response: ServerResponse, notice: Notice, accept: string | undefined, head: boolean): void {
  const html = accept?.includes('text/html') ?? false
  const body = html
    ? printPage(notice)
    : `${JSON.stringify({ error: { message: `${notice.title}. ${notice.detail}` } })}\n`
  response.writeHead(notice.status, {
    'content-type': html ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(notice.retry === undefined ? {} : { 'retry-after': String(notice.retry) }),
    ...(html ? { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" } : {}),
  })
  response.end(head ? undefined : body)
}

function printPage({ title, detail, link, retry, status }: Notice): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${retry === undefined ? '' : `<meta http-equiv="refresh" content="${retry}">\n`}<title>${escapeHtml(title)}</title>
<style>
  :root { color-scheme: light dark; --ink: #16181d; --quiet: #5d6472; --paper: #f7f7f5; --card: #fff; --line: #e3e3de; --accent: #2f5bd7 }
  @media (prefers-color-scheme: dark) { :root { --ink: #eceef2; --quiet: #9aa1af; --paper: #101215; --card: #181b20; --line: #2a2e36; --accent: #8eabff } }
  * { box-sizing: border-box; margin: 0 }
  body { min-height: 100vh; display: grid; place-items: center; padding: 24px; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif }
  main { width: 100%; max-width: 460px; padding: 32px; background: var(--card); border: 1px solid var(--line); border-radius: 14px }
  .status { display: inline-flex; align-items: center; gap: 8px; font-size: 13px; color: var(--quiet); font-variant-numeric: tabular-nums }
  .status::before { content: ""; width: 8px; height: 8px; border-radius: 50%; background: ${retry === undefined ? '#c9742b' : 'var(--accent)'} }
  h1 { margin: 14px 0 8px; font-size: 22px; line-height: 1.25; letter-spacing: -.01em; text-wrap: balance }
  p { color: var(--quiet); overflow-wrap: anywhere }
  a { display: inline-block; margin-top: 20px; color: var(--accent); text-underline-offset: 3px }
  a:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 3px }
</style>
</head>
<body>
<main>
<div class="status">${status}</div>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(detail)}</p>
${link ? `<a href="${escapeHtml(link.href)}">${escapeHtml(link.text)}</a>\n` : ''}</main>
</body>
</html>
`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
