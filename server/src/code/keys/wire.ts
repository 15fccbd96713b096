/** Reads the data types of RFC 4251, section 5. Every method throws `MalformedWire` when the bytes end too early. */
export interface WireReader {
  byte(): number
  uint32(): number
  /** A string: four bytes of length, then so many bytes. */
  string(): Buffer
  text(): string
  /** An integer without the sign byte, as big-endian bytes. Throws for a negative one. */
  unsigned(): Buffer
  /** Everything that is left. */
  rest(): Buffer
  readonly atEnd: boolean
}

export class MalformedWire extends Error {}

export function createWireReader(bytes: Buffer): WireReader {
  let at = 0
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new MalformedWire('it ends too early')
    at += length
    return bytes.subarray(at - length, at)
  }
  const reader: WireReader = {
    byte: () => take(1).readUInt8(),
    uint32: () => take(4).readUInt32BE(),
    string: () => take(reader.uint32()),
    text: () => reader.string().toString('utf8'),
    unsigned() {
      const bytes = reader.string()
      if (bytes[0] !== undefined && bytes[0] >= 0x80) throw new MalformedWire('it has a negative number')
      const first = bytes.findIndex((byte) => byte !== 0)
      return first === -1 ? Buffer.alloc(0) : bytes.subarray(first)
    },
    rest: () => take(bytes.length - at),
    get atEnd() {
      return at === bytes.length
    },
  }
  return reader
}

/** A string of RFC 4251. */
export function printWireString(content: Buffer | string): Buffer {
  const bytes = Buffer.from(content)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
