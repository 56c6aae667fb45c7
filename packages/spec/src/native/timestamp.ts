import { FormatRegistry, type Static, Type } from "@sinclair/typebox";

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

// TypeBox knows no formats of its own and would refuse every text.
FormatRegistry.Set("date-time", (text) => rfc3339.test(text) && !Number.isNaN(Date.parse(text)));

/** A time as RFC 3339 writes it, with up to nine digits of a second. */
export const Timestamp = Type.String({ format: "date-time" });
export type Timestamp = Static<typeof Timestamp>;
