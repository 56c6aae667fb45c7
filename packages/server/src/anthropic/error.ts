import type { AnthropicError, AnthropicErrorDetail } from "@cria/spec";
import { randomId } from "./random-id.ts";

const types: Readonly<Record<number, AnthropicErrorDetail["type"]>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  429: "rate_limit_error",
  503: "overloaded_error",
  529: "overloaded_error",
};

/** What went wrong, as answers and events of Anthropic's protocol say it. */
export function errorDetail(status: number, message: string): AnthropicErrorDetail {
  return { type: types[status] ?? "api_error", message };
}

/** The body of an error answer in Anthropic's protocol. */
export function anthropicError(status: number, message: string): AnthropicError {
  return { type: "error", error: errorDetail(status, message), request_id: randomId("req_") };
}
