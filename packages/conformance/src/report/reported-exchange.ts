import type { ReportedExchange } from "@cria/spec";
import { bodyText } from "../exchange/body-text.ts";
import { curl } from "../exchange/curl.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { redact } from "../exchange/redact.ts";
import type { Endpoint } from "../exchange/send.ts";

/** Longest body in a report, in characters. */
const LONGEST = 4000;

/** An exchange as reports show it: without secrets, long bodies cut. */
export function reportedExchange(endpoint: Endpoint, exchange: Exchange): ReportedExchange {
  const { request, response, failure, duration } = exchange;
  return {
    request: {
      method: request.method,
      path: request.path,
      headers: redact(request.headers).map(([name, value]) => [name, value]),
      ...(request.body === undefined ? {} : { body: cut(new TextDecoder().decode(request.body)) }),
    },
    ...(response === undefined
      ? {}
      : {
          response: {
            status: response.status,
            headers: redact(response.headers).map(([name, value]) => [name, value]),
            body: cut(bodyText(response)),
          },
        }),
    ...(failure === undefined ? {} : { failure: failure.message }),
    duration,
    curl: curl(endpoint, request),
  };
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (${text.length} characters)`;
}
