/** pkt-line framing (gitprotocol-common): four hex digits of length, these included, then the payload. */
function printPacket(payload: string): string {
  return (Buffer.byteLength(payload) + 4).toString(16).padStart(4, '0') + payload
}

const FLUSH = '0000'

/** The answer to `GET info/refs` of smart HTTP begins by naming its service; protocol v2 does without (gitprotocol-http). */
export function printAdvertisement(service: string, refs: Buffer): Buffer {
  return Buffer.concat([Buffer.from(printPacket(`# service=git-${service}\n`) + FLUSH), refs])
}

/** Whether a request of protocol v2 asks for the list of refs (gitprotocol-v2, ls-refs). */
export function asksForRefs(body: Buffer): boolean {
  return body.toString('latin1', 0, 20) === printPacket('command=ls-refs\n')
}
