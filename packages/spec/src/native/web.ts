import { type Static, Type } from "@sinclair/typebox";
import { go } from "../go.ts";
import { optional } from "./field.ts";

/** Body of `POST /api/experimental/web_search`. It goes to the cloud as it is. */
export const WebSearchRequest = Type.Object(
  {
    query: Type.String({ description: "What to look for." }),
    max_results: optional(Type.Integer(), "Most results."),
  },
  go("api.WebSearchRequest"),
);
export type WebSearchRequest = Static<typeof WebSearchRequest>;

/** A page that a search found. */
export const WebSearchResult = Type.Object({
  title: Type.String(),
  url: Type.String({ description: "Address of the page." }),
  content: Type.String({ description: "Text of the page, or the part of it that fits." }),
});
export type WebSearchResult = Static<typeof WebSearchResult>;

/** Answer of `POST /api/experimental/web_search`. */
export const WebSearchResponse = Type.Object({
  results: Type.Array(WebSearchResult, { description: "The best first." }),
});
export type WebSearchResponse = Static<typeof WebSearchResponse>;

/** Body of `POST /api/experimental/web_fetch`. It goes to the cloud as it is. */
export const WebFetchRequest = Type.Object(
  { url: Type.String({ description: "Address of the page." }) },
  go("api.WebFetchRequest"),
);
export type WebFetchRequest = Static<typeof WebFetchRequest>;

/** Answer of `POST /api/experimental/web_fetch`. */
export const WebFetchResponse = Type.Object({
  title: Type.String(),
  content: Type.String({ description: "Text of the page." }),
  links: optional(Type.Array(Type.String()), "Addresses that the page links to."),
});
export type WebFetchResponse = Static<typeof WebFetchResponse>;
