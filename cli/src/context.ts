import { type Client, createClient } from '@devflow/sdk'
import { type Config, readConfig, type World } from './config.ts'
import { findServer, type Server } from './credentials.ts'
import { createTerminal, type Terminal } from './terminal/terminal.ts'

/** What every command is given. */
export interface Context {
  world: World
  config: Config
  terminal: Terminal
  /** Looked up when first asked for, so that `devflow help` needs neither a server nor readable credentials. */
  readonly server: Server
  readonly client: Client
}

export function createContext(world: World): Context {
  const config = readConfig(world)
  let server: Server | undefined
  let client: Client | undefined
  return {
    world,
    config,
    terminal: createTerminal(world, config.colour),
    get server() {
      server ??= findServer(config)
      return server
    },
    get client() {
      const { url, token } = this.server
      client ??= createClient(token === undefined ? { url } : { url, token })
      return client
    },
  }
}
