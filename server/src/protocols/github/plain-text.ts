const TAG = /<\/?[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
const MOST_CODE_POINT = 0x10ffff

/** What a reader sees of HTML that was rendered here: no marks, no addresses. */
export function plainText(html: string): string {
  return html
    .replace(TAG, '')
    .replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, (whole, hex, decimal, name) => {
      if (name) return NAMED[name.toLowerCase()] ?? whole
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
      return code <= MOST_CODE_POINT ? String.fromCodePoint(code) : whole
    })
    .trim()
}
