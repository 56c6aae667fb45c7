/** Names of the functions that templates may call: Go's built-in ones, then those that Ollama adds. */
export const goFunctionNames: ReadonlySet<string> = new Set(
  (
    "and call eq ge gt html index js le len lt ne not or print printf println slice urlquery " +
    "json currentDate yesterdayDate toTypeScriptType"
  ).split(" "),
);
