import { html, raw } from 'hono/html'
import type { Field, Operation } from './operation.ts'
import { script } from './script.ts'
import { style } from './style.ts'

type Html = ReturnType<typeof html>

/** The whole page: nothing is fetched, every word of the server's is escaped by the template. */
export function printPage(
  operations: readonly Operation[],
  { server, nonce }: { server: string; nonce: string },
): Html {
  const modules = [...new Set(operations.map((operation) => operation.module))].sort()
  const of = (module: string): Operation[] => operations.filter((operation) => operation.module === module)
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>DevFlow API</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${raw(style)}</style>
</head>
<body>
<a class="skip" href="#operations">Skip to the operations</a>
<header>
  <a class="brand" href="/">DevFlow</a><span class="title">API</span>
  <label class="search"><span class="hidden">Search operations</span>
    <input id="search" type="search" placeholder="Search ${operations.length} operations" autocomplete="off" spellcheck="false" aria-controls="operations">
    <kbd aria-hidden="true">/</kbd>
  </label>
  <a class="openapi" href="/api/openapi.json">openapi.json</a>
</header>
<div class="frame">
<nav aria-label="Modules">
  <ul>${modules.map((module) => html`<li><a href="#${module}">${module}<span>${of(module).length}</span></a></li>`)}</ul>
</nav>
<main id="operations" tabindex="-1">
  <section class="intro">
    <h1>One verb, every door</h1>
    <p>Each operation below is a verb of this server. The same name works over HTTP, as <code>npx devflow</code> command, as SDK method and as MCP tool, with the same permissions and the same audit record.</p>
    <dl>
      <div><dt>Server</dt><dd><code>${server}</code></dd></div>
      <div><dt>Sign in</dt><dd><code>Authorization: Bearer $DEVFLOW_TOKEN</code></dd></div>
      <div><dt>Repeat safely</dt><dd><code>Idempotency-Key: …</code> on every change: the same key has one effect and one answer</dd></div>
      <div><dt>Refusals</dt><dd><code>{ "error": { kind, code, message } }</code> with a sentence for a person</dd></div>
      <div><dt>Live</dt><dd><code>GET /api/events</code> streams server-sent events and resumes by <code>Last-Event-ID</code></dd></div>
    </dl>
  </section>
  <p id="none" class="none" hidden>No operation matches. <button type="button" id="clear">Clear the search</button></p>
  <p id="found" class="hidden" role="status" aria-live="polite"></p>
  ${modules.map(
    (module) => html`<section class="module" id="${module}" aria-label="${module}">
    <h2>${module}</h2>
    ${of(module).map(printOperation)}
  </section>`,
  )}
</main>
</div>
<script nonce="${nonce}">${raw(script)}</script>
</body>
</html>`
}

function printOperation(operation: Operation): Html {
  const { name, method, path, summary, permission, curl } = operation
  const words = `${name} ${method} ${path} ${summary} ${permission} ${operation.aliases.join(' ')}`.toLowerCase()
  return html`<details class="operation" id="${name}" data-words="${words}">
    <summary>
      <span class="method ${method.toLowerCase()}">${method}</span>
      <code class="path">${printPath(path)}</code>
      <span class="what">${summary}</span>
    </summary>
    <div class="body">
      <dl class="facts">
        <div><dt>Verb</dt><dd><code>${name}</code></dd></div>
        <div><dt>Permission</dt><dd>${permission ? html`<code>${permission}</code>` : 'none: public'}</dd></div>
        ${operation.emits.length ? html`<div><dt>Emits</dt><dd>${operation.emits.map((event) => html`<code>${event}</code> `)}</dd></div>` : ''}
        ${operation.aliases.length ? html`<div><dt>Also at</dt><dd>${operation.aliases.map((alias) => html`<code>${alias}</code> `)}</dd></div>` : ''}
        <div><dt>Link</dt><dd><a href="#${name}">#${name}</a></dd></div>
      </dl>
      ${printFields('Input', operation.input)}
      ${printFields('Output', operation.output)}
      <div class="example"><h3>Example</h3><button type="button" class="copy">Copy</button>
        <pre tabindex="0"><code>${curl}</code></pre></div>
    </div>
  </details>`
}

function printPath(path: string): Html[] {
  return path.split(/(:\w+)/).map((part) => (part.startsWith(':') ? html`<b>${part}</b>` : html`${part}`))
}

function printFields(title: string, fields: readonly Field[]): Html {
  if (fields.length === 0) return html`<h3>${title}</h3><p class="nothing">Nothing.</p>`
  return html`<h3>${title}</h3>
      <div class="scroll" tabindex="0" role="region" aria-label="${title}"><table>
        <thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Notes</th></tr></thead>
        <tbody>${fields.map(
          (field) => html`<tr>
          <td><code>${field.path}</code>${field.required ? '' : html` <i>optional</i>`}</td>
          <td><code>${field.type}</code></td>
          <td>${field.note}</td></tr>`,
        )}</tbody>
      </table></div>`
}
