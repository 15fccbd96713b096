/** One method of the client. The input may be left out where no field is required. */
export type Call<Input, Output> =
  Record<never, never> extends Input
    ? (input?: Input, options?: CallOptions) => Promise<Output>
    : (input: Input, options?: CallOptions) => Promise<Output>

export interface CallOptions {
  /** The same key twice has one effect and one answer; 1 to 200 characters. */
  idempotencyKey?: string
  signal?: AbortSignal
}

/** `METHOD /path` of a verb below /api, with `:param` for what is taken from the input. */
export type Route = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`

/** A verb as a command line or a form shows it. */
export interface VerbDescription {
  name: string
  summary: string
  /** The permission it needs; null where nobody has to be signed in. */
  needs: string | null
  fields: readonly FieldDescription[]
}

export interface FieldDescription {
  name: string
  in: 'path' | 'query' | 'body'
  type: FieldType
  /** Of an array. */
  items?: FieldType
  required: boolean
  choices?: readonly string[]
  default?: unknown
  description?: string
}

export type FieldType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'any'
