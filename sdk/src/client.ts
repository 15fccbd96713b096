import { type EventFilter, type LogLine, streamEvents, streamLog } from './events.ts'
import { type Event, routes, type Verbs } from './generated.ts'
import { type ClientOptions, callVerb, createRequest } from './request.ts'
import type { StreamOptions } from './stream.ts'
import type { CallOptions, Route } from './verb.ts'

/** Every verb as `client.<module>.<act>(input)`, and the two live streams. */
export type Client = Verbs & {
  /** Events, each once and in order; a lost connection resumes by itself. */
  events(filter?: EventFilter & StreamOptions): AsyncGenerator<Event>
  /** Lines of a log until it is finished. */
  logs(log: string, options?: StreamOptions & { after?: number }): AsyncGenerator<LogLine>
  /** A verb by its name, for doors that are made from the list of verbs. */
  call(name: string, input?: Record<string, unknown>, options?: CallOptions): Promise<unknown>
}

/** The one way in which the dashboard, the command line and programs speak to a DevFlow server. */
export function createClient(options: ClientOptions): Client {
  const request = createRequest(options)
  const table: Readonly<Record<string, Route>> = routes

  async function call(name: string, input?: Record<string, unknown>, callOptions?: CallOptions): Promise<unknown> {
    const route = table[name]
    if (!route) throw new TypeError(`There is no verb ${name}.`)
    return callVerb(request, route, { input, options: callOptions })
  }

  const client: Record<string, unknown> = {
    events: ({ signal, onConnection, ...filter }: EventFilter & StreamOptions = {}) =>
      streamEvents(request, filter, { signal, onConnection }),
    logs: (log: string, streamOptions: StreamOptions & { after?: number } = {}) =>
      streamLog(request, log, streamOptions),
    call,
  }
  for (const name of Object.keys(table)) {
    const [module, act] = name.split('.') as [string, string]
    client[module] ??= {}
    Object.defineProperty(client[module], act, {
      enumerable: true,
      value: (input?: Record<string, unknown>, callOptions?: CallOptions) => call(name, input, callOptions),
    })
  }
  return client as unknown as Client // the generator made Verbs and routes from the same list
}
