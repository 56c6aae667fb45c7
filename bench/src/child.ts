import { readFileSync } from "node:fs";
import { measureDecode, measurePrefill, randomTokens } from "./measure.ts";
import { formatReply, linesOf, type MethodName, type Methods, parseRequest, type Reply } from "./protocol.ts";
import type { Subject, SubjectName } from "./subject.ts";

// The process in which one subject runs: `bun child.ts <subject>`. See protocol.ts.

const loaders: Record<SubjectName, () => Promise<Subject>> = {
  llamacpp: async () => new (await import("./llamacpp/subject.ts")).LlamaCppSubject(),
  cria: async () => new (await import("./cria/subject.ts")).CriaSubject(),
};

/** Tokens of the prompt whose answer ends a load: no fewer than llama.cpp's programs make of theirs. */
const firstPromptTokens = 5;

type Handlers = { [M in MethodName]: (params: Methods[M]["params"]) => Promise<Methods[M]["result"]> };

function handlersOf(subject: Subject): Handlers {
  let vocabSize = 0;
  return {
    async load(settings) {
      vocabSize = settings.vocabSize;
      return subject.load(settings);
    },
    async firstToken() {
      await subject.prefill(0, randomTokens(vocabSize, firstPromptTokens, 1));
      return { token: await subject.greedy(0) };
    },
    prefill: ({ tokens }) => measurePrefill(subject, vocabSize, tokens),
    decode: (request) => measureDecode(subject, vocabSize, request),
    usage: async () => ({ peakBytes: peakResidentBytes(), cpuMilliseconds: cpuMilliseconds() }),
  };
}

/** Linux tells the peak of this program alone; elsewhere the peak of the process, which includes its start. */
function peakResidentBytes(): number {
  try {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
    if (peak) return Number(peak[1]) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}

function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function answer(handlers: Handlers, line: string): Promise<Reply> {
  const request = parseRequest(line);
  if (!request) return { id: -1, error: `Not a request: ${line}` };
  try {
    const handler = handlers[request.method] as (params: unknown) => Promise<unknown>;
    return { id: request.id, result: await handler(request.params) };
  } catch (error) {
    return { id: request.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

const name = process.argv[2];
if (!name || !Object.hasOwn(loaders, name)) {
  throw new Error(`Usage: child.ts ${Object.keys(loaders).join("|")}`);
}
// Ctrl-C reaches the whole process group; the parent decides what happens then.
process.on("SIGINT", () => {});
const subject = await loaders[name as SubjectName]();
const handlers = handlersOf(subject);
for await (const line of linesOf(Bun.stdin.stream())) {
  if (line) process.stdout.write(formatReply(await answer(handlers, line)));
}
process.exit(0);
