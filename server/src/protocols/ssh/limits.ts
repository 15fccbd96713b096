/** What one client, or all of them together, may take. */
export interface SshLimits {
  /** Connections at once; each costs a socket and its buffers. */
  connections: number
  /** Of these, the ones that have not proven who they are: what a flood of handshakes can occupy. */
  unauthenticated: number
  /** From the first byte until somebody has proven who they are. */
  loginMs: number
  /** Keys a client may offer before it is sent away; agents offer all they hold. */
  attempts: number
  /** Commands at once in one connection (OpenSSH's own number); each is a process. */
  sessions: number
  /** A connection without a command, as multiplexing clients keep. */
  idleMs: number
  /** A command in which neither side has said anything: longer than any client compresses before a push. */
  silenceMs: number
  /** What may wait in a socket before git is paused, whatever window the client has announced. */
  unsentBytes: number
  /** What a client may have sent that git has not read yet: twice the window it is given, so only one that ignores it. */
  unreadBytes: number
  /** What is still running when the server stops gets this long. */
  drainMs: number
}

export const SSH_LIMITS: SshLimits = {
  connections: 500,
  unauthenticated: 50,
  loginMs: 30_000,
  attempts: 20,
  sessions: 10,
  idleMs: 300_000,
  silenceMs: 3_600_000,
  unsentBytes: 1024 ** 2,
  unreadBytes: 4 * 1024 ** 2,
  drainMs: 5_000,
}
