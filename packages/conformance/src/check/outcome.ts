import type { Exchange } from "../exchange/exchange.ts";

/** A rule that the server breaks, with what shows it. */
export class Violation extends Error {
  override readonly name = "Violation";
  /** The exchange that shows it; by default the last one of the check. */
  readonly exchange: Exchange | undefined;

  constructor(message: string, exchange?: Exchange) {
    super(message);
    this.exchange = exchange;
  }
}

/** A check that says nothing about this server, and why: a model that cannot do something, an option that was not given. */
export class NotApplicable extends Error {
  override readonly name = "NotApplicable";
}

/** A check of something that the server does not offer at all, which it may. */
export class NotSupported extends Error {
  override readonly name = "NotSupported";
}
