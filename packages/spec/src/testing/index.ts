export { arbitrary } from "./arbitrary.ts";
export { subschemas } from "./subschemas.ts";
