import type { Handler } from "../http/context.ts";
import { ApiError } from "../http/error.ts";

/** `POST /api/experimental/web_search`: a search is a cloud feature, and there are none. */
export const webSearch: Handler<"webSearch"> = async () => {
  throw new ApiError(403, "ollama cloud is disabled: web search is unavailable");
};

/** `POST /api/experimental/web_fetch`: as {@link webSearch}. */
export const webFetch: Handler<"webFetch"> = async () => {
  throw new ApiError(403, "ollama cloud is disabled: web fetch is unavailable");
};
