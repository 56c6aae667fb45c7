export { openApiDocument } from "./document.ts";
export { apiVersion } from "./info.ts";
export type * from "./types.ts";
