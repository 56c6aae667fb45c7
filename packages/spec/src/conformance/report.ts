import { type Static, Type } from "@sinclair/typebox";

const counts = (description: string) => Type.Record(Type.String(), Type.Integer({ minimum: 0 }), { description });

/** What a check found. */
export const ConformanceVerdict = Type.Union(
  [
    Type.Literal("pass"),
    Type.Literal("fail"),
    Type.Literal("warn"),
    Type.Literal("not-applicable"),
    Type.Literal("not-supported"),
    Type.Literal("error"),
  ],
  {
    description:
      "fail: a MUST is broken; warn: a SHOULD or MAY is; not-applicable: the server has no model for it, or another " +
      "version; not-supported: the server does not offer the endpoint; error: the check itself did not end.",
  },
);
export type ConformanceVerdict = Static<typeof ConformanceVerdict>;

/** A header, name first. */
const ReportedHeader = Type.Tuple([Type.String(), Type.String()]);

/** A request and its answer, without secrets, long bodies cut. */
export const ReportedExchange = Type.Object({
  request: Type.Object({
    method: Type.String(),
    path: Type.String(),
    headers: Type.Array(ReportedHeader),
    body: Type.Optional(Type.String()),
  }),
  response: Type.Optional(
    Type.Object({ status: Type.Integer(), headers: Type.Array(ReportedHeader), body: Type.String() }),
  ),
  failure: Type.Optional(Type.String({ description: "Why no complete answer came." })),
  duration: Type.Number({ description: "Milliseconds." }),
  curl: Type.String({ description: "A command that repeats the request." }),
});
export type ReportedExchange = Static<typeof ReportedExchange>;

/** One check of a conformance run. */
export const ConformanceCheck = Type.Object({
  id: Type.String({ description: "The requirement's id." }),
  chapter: Type.String(),
  level: Type.Union([Type.Literal("MUST"), Type.Literal("SHOULD"), Type.Literal("MAY")]),
  sentence: Type.String({ description: "The requirement." }),
  verdict: ConformanceVerdict,
  expected: Type.Optional(
    Type.Boolean({ description: "True if the failure stands in the file of expected failures." }),
  ),
  upstream: Type.Optional(
    Type.String({
      description: "For a failure that Ollama of the version whose rules were applied has, too: its bug.",
    }),
  ),
  message: Type.Optional(
    Type.String({ description: "What was expected and what came, or why the check says nothing." }),
  ),
  counterexample: Type.Optional(
    Type.Object(
      {
        value: Type.String({ description: "The smallest value that breaks the rule." }),
        seed: Type.Integer(),
        path: Type.String({ description: "Path to the value, for replaying it." }),
      },
      { description: "For rules that are tried with many values." },
    ),
  ),
  exchange: Type.Optional(ReportedExchange),
  duration: Type.Number({ description: "Milliseconds." }),
});
export type ConformanceCheck = Static<typeof ConformanceCheck>;

/** The result of a conformance run: the file `checks.json`. */
export const ConformanceReport = Type.Object({
  suite: Type.Object({ name: Type.String(), version: Type.String() }),
  target: Type.Object({
    url: Type.String(),
    declaredVersion: Type.Optional(Type.String({ description: "What /api/version says." })),
    version: Type.String({ description: "Version of Ollama whose rules were applied." }),
    models: Type.Array(Type.String(), { description: "Models that the server lists." }),
  }),
  seed: Type.Integer(),
  runs: Type.Integer({ description: "Values that a property tried." }),
  startedAt: Type.String({ format: "date-time" }),
  duration: Type.Number({ description: "Milliseconds." }),
  conforms: Type.Boolean(),
  totals: counts("Number of checks by verdict."),
  chapters: Type.Array(
    Type.Object({
      id: Type.String(),
      title: Type.String(),
      score: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
        description: "Passed checks ÷ checks with a verdict; null if none has one.",
      }),
      totals: counts("Number of checks by verdict."),
    }),
  ),
  checks: Type.Array(ConformanceCheck),
});
export type ConformanceReport = Static<typeof ConformanceReport>;
