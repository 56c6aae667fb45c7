/** How long a client may stand still, in seconds. */
export interface Patience {
  /** While it sends a body. */
  readonly body: number;
  /** While its answer waits to be taken. */
  readonly reader: number;
}

export const defaultPatience: Patience = { body: 60, reader: 30 };

/** The connection that a request came by. */
export interface Connection {
  /** Closes it after so many seconds from now on, or up to four fewer; 0 is never. */
  closeAfter(seconds: number): void;
  readonly patience: Patience;
}

const connections = new WeakMap<Request | AbortSignal, Connection>();

/** Remembers the connection of a request. */
export function registerConnection(key: Request | AbortSignal, connection: Connection): void {
  connections.set(key, connection);
}

/** The connection of a request, or of the signal that aborts when its client leaves. One in a test may have none. */
export function connectionOf(key: Request | AbortSignal): Connection {
  return connections.get(key) ?? { closeAfter: () => undefined, patience: defaultPatience };
}
