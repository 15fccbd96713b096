import { Hono } from 'hono'
import { html } from 'hono/html'
import { z } from 'zod'
import { AppPermissions, type Apps } from '#apps'
import { Problem } from '#kernel'
import type { Door, Protocol } from '../protocol.ts'

/** What a program proposes, as GitHub's documentation of manifests has it. */
const Manifest = z.object({
  name: z.string(),
  url: z.string(),
  redirect_url: z.url({ protocol: /^https?$/ }),
  description: z.string().default(''),
  public: z.boolean().default(false),
  hook_attributes: z.object({ url: z.string(), active: z.boolean().default(true) }).optional(),
  default_permissions: AppPermissions.default({}),
  default_events: z.array(z.string()).default([]),
})
type Manifest = z.output<typeof Manifest>

/** A manifest is a page of text. */
const MAX_FORM_BYTES = 64 * 1024

/**
 * The form a program sends a browser to with the app it proposes. It comes from another site and so without the session;
 * nothing happens before the person has seen it and sends it again from here.
 */
export function createManifestDoor(door: Door, { apps }: { apps: Apps }): Protocol {
  const routes = new Hono()

  routes.post('/settings/apps/new', (c) => answer(c.req.raw, undefined))
  routes.post('/organizations/:org/settings/apps/new', (c) => answer(c.req.raw, c.req.param('org')))

  async function answer(request: Request, organisation: string | undefined): Promise<Response> {
    const form = await readForm(request)
    const text = form.get('manifest') ?? ''
    const state = form.get('state') ?? new URL(request.url).searchParams.get('state') ?? ''
    const manifest = readManifest(text)
    if (!form.has('confirmed')) return page(printQuestion(manifest, { text, state, organisation }))
    const actor = await door.authenticate(request)
    if (!actor) {
      throw new Problem(
        'unauthenticated',
        'identity.unauthenticated',
        'Nobody is signed in here; sign in to DevFlow and let the program ask again.',
      )
    }
    const { code } = await door.kernel.call(
      apps.verbs.owned.createFromManifest,
      {
        org: organisation ?? actor.name,
        name: manifest.name,
        homepage: manifest.url,
        description: manifest.description,
        public: manifest.public,
        hookUrl: manifest.hook_attributes?.url ?? null,
        hookActive: manifest.hook_attributes?.active ?? true,
        permissions: manifest.default_permissions,
        events: manifest.default_events,
      },
      { actor },
    )
    const target = new URL(manifest.redirect_url)
    target.searchParams.set('code', code)
    if (state) target.searchParams.set('state', state)
    return new Response(null, { status: 302, headers: { ...HEADERS, Location: target.href } })
  }

  return {
    name: 'github-manifest',
    spec: 'https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest',
    path: '/',
    routes,
    refuse: (_c, problem) => page(html`<h1>The app was not registered</h1><p>${problem.message}</p>`, problem.status),
  }
}

async function readForm(request: Request): Promise<URLSearchParams> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.length
    if (sizeBytes > MAX_FORM_BYTES) {
      throw new Problem(
        'too_large',
        'apps.manifest',
        `A manifest has at most ${MAX_FORM_BYTES / 1024} KiB; shorten it.`,
      )
    }
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

function readManifest(text: string): Manifest {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new Problem('invalid', 'apps.manifest', 'The form has no field "manifest" with JSON in it; add one.', {
      cause,
    })
  }
  const result = Manifest.safeParse(json)
  if (result.success) return result.data
  const [first] = result.error.issues
  throw new Problem(
    'invalid',
    'apps.manifest',
    `The manifest is not right: "${first?.path.join('.')}" ${first?.message}.`,
  )
}

type Html = ReturnType<typeof html>

function printQuestion(
  manifest: Manifest,
  { text, state, organisation }: { text: string; state: string; organisation: string | undefined },
): Html {
  const permissions = Object.entries(manifest.default_permissions).map(([name, level]) => `${name}: ${level}`)
  const row = (name: string, value: string): Html => html`<tr><th>${name}</th><td>${value || 'none'}</td></tr>`
  return html`<h1>Register “${manifest.name}”?</h1>
    <p>
      A program at <b>${new URL(manifest.redirect_url).host}</b> proposes this app for ${organisation ?? 'your account'} and would get its
      private key. It can do nothing before you install it.
    </p>
    <table>
      ${row('Homepage', manifest.url)} ${row('Webhook', manifest.hook_attributes?.url ?? '')}
      ${row('Permissions', permissions.join(', '))} ${row('Events', manifest.default_events.join(', '))}
      ${row('Others may install it', manifest.public ? 'yes' : 'no')}
    </table>
    <form method="post">
      <input type="hidden" name="manifest" value="${text}" />
      <input type="hidden" name="state" value="${state}" />
      <input type="hidden" name="confirmed" value="yes" />
      <button>Register the app</button>
    </form>`
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}
th{text-align:left;padding-right:1rem;vertical-align:top;white-space:nowrap}td{overflow-wrap:anywhere}button{font:inherit;padding:.5rem 1rem;margin-top:1rem}`
/** The form leads on to wherever the program is; nothing else may load or frame this page. */
const HEADERS = {
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
}

/** Nothing in it is waited for, so the text is there at once. */
function page(content: Html, status = 200): Response {
  const whole = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>DevFlow</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        ${content}
      </body>
    </html>`
  return new Response(String(whole), { status, headers: { ...HEADERS, 'Content-Type': 'text/html; charset=utf-8' } })
}
