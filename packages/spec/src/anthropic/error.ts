import { type Static, Type } from "@sinclair/typebox";
import { ErrorResponse } from "../native/error.ts";

export const AnthropicErrorDetail = Type.Object({
  type: Type.Union(
    [
      Type.Literal("invalid_request_error"),
      Type.Literal("authentication_error"),
      Type.Literal("permission_error"),
      Type.Literal("not_found_error"),
      Type.Literal("rate_limit_error"),
      Type.Literal("overloaded_error"),
      Type.Literal("api_error"),
    ],
    { description: "By status: 400, 401, 403, 404, 429, 503 and 529 in this order; api_error for any other." },
  ),
  message: Type.String({ description: "What went wrong, for people." }),
});
export type AnthropicErrorDetail = Static<typeof AnthropicErrorDetail>;

/** The body of an error answer in Anthropic's protocol. */
export const AnthropicError = Type.Object({
  type: Type.Literal("error"),
  error: AnthropicErrorDetail,
  request_id: Type.String({ description: "`req_` and 24 hexadecimal digits; no header repeats it." }),
});
export type AnthropicError = Static<typeof AnthropicError>;

/** An error that may arise before a request reaches Anthropic's protocol, and then has the form of native errors. */
export const AnthropicOrNativeError = Type.Union([AnthropicError, ErrorResponse], { type: "object" });
export type AnthropicOrNativeError = Static<typeof AnthropicOrNativeError>;
