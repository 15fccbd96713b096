/** What a commit or tag carries to prove who made it. */
export interface SignatureBlock {
  kind: 'ssh' | 'gpg' | 'x509'
  /** Armored. */
  signature: string
  /** The object without it: what was signed. */
  payload: Buffer
  /** Of the committer or tagger, in small letters: whom the signature has to be of. */
  email: string
}

const KINDS = { SSH: 'ssh', PGP: 'gpg', SIGNED: 'x509' } as const
const BEGIN = /^-----BEGIN (SSH|PGP|SIGNED) (?:SIGNATURE|MESSAGE)-----$/m

/** The signature in a commit's header, or at the end of a tag; undefined when there is none. */
export function readSignatureBlock(type: 'commit' | 'tag', content: Buffer): SignatureBlock | undefined {
  // One character for each byte, so that what is cut out is exactly what is found.
  const text = content.toString('latin1')
  const found = type === 'commit' ? cutHeader(text) : cutEnd(text)
  const [, name] = BEGIN.exec(found?.signature ?? '') ?? []
  if (!found || !name) return undefined
  const [, email = ''] = (type === 'commit' ? /^committer .*?<([^>\n]*)>/m : /^tagger .*?<([^>\n]*)>/m).exec(text) ?? []
  return {
    kind: KINDS[name as keyof typeof KINDS],
    signature: found.signature,
    payload: Buffer.from(found.payload, 'latin1'),
    email: Buffer.from(email, 'latin1').toString('utf8').toLowerCase(),
  }
}

/** `gpgsig` goes on over lines that begin with a space. What was signed has neither it nor its twin for SHA-256 repositories. */
function cutHeader(text: string): { signature: string; payload: string } | undefined {
  const end = text.indexOf('\n\n')
  if (end < 0) return undefined
  const parts = { kept: [] as string[], gpgsig: [] as string[], 'gpgsig-sha256': [] as string[] }
  let name: keyof typeof parts = 'kept'
  for (const line of text.slice(0, end).split('\n')) {
    const goesOn = line.startsWith(' ') && name !== 'kept'
    if (!goesOn) name = (/^(gpgsig(?:-sha256)?) /.exec(line)?.[1] as 'gpgsig' | undefined) ?? 'kept'
    parts[name].push(goesOn ? line.slice(1) : name === 'kept' ? line : line.slice(name.length + 1))
  }
  const { kept, gpgsig: signature } = parts
  return signature.length > 0
    ? { signature: signature.join('\n'), payload: kept.join('\n') + text.slice(end) }
    : undefined
}

function cutEnd(text: string): { signature: string; payload: string } | undefined {
  const at = text.search(BEGIN)
  return at < 0 ? undefined : { signature: text.slice(at).trimEnd(), payload: text.slice(0, at) }
}
