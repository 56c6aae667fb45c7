import { Type } from "@sinclair/typebox";

/** Any JSON value, where nothing more can be said of it. */
export const anyValue = Type.Unknown({ description: "Any JSON value." });
