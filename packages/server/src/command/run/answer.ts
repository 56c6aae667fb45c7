import type { ChatResponse, GenerateResponse, Message } from "@cria/spec";
import { formatMetrics } from "../format/metrics.ts";
import { AnswerPrinter } from "../terminal/answer.ts";
import { Progress } from "../terminal/progress.ts";
import type { RunSettings } from "./settings.ts";

type Frame = GenerateResponse | ChatResponse;

/**
 * Prints an answer as it comes, behind a spinner until its first text, and its timings if they are wanted. When `signal`
 * is aborted the answer ends there. Gives the whole answer as a message. Throws what the frames throw.
 */
export async function printAnswer(
  frames: AsyncIterable<Frame>,
  settings: RunSettings,
  signal: AbortSignal,
): Promise<Message> {
  const printer = new AnswerPrinter(settings);
  const spinner = new Progress();
  const answer = { role: "assistant", content: "", thinking: "" };
  spinner.start("");
  try {
    for await (const frame of frames) {
      const { content, thinking, toolCalls } = piece(frame);
      if (content || thinking || frame.done) spinner.clear();
      answer.thinking += thinking;
      answer.content += content;
      printer.thinking(thinking);
      printer.content(content);
      for (const call of toolCalls) printer.content(describeCall(call.function));
      if (!frame.done) continue;
      printer.end();
      if (settings.verbose) process.stderr.write(formatMetrics(frame));
    }
  } catch (error) {
    spinner.clear();
    // What was asked to stop has stopped; only the screen is to be left tidy.
    if (!signal.aborted) throw error;
    printer.end();
  } finally {
    spinner.clear();
  }
  return answer.thinking === "" ? { role: answer.role, content: answer.content } : answer;
}

function piece(frame: Frame) {
  if ("message" in frame) {
    const { content, thinking = "", tool_calls: toolCalls = [] } = frame.message;
    return { content, thinking, toolCalls };
  }
  return {
    content: frame.response,
    thinking: frame.thinking ?? "",
    toolCalls: frame.done ? (frame.tool_calls ?? []) : [],
  };
}

function describeCall(call: { readonly name: string; readonly arguments?: unknown }): string {
  return `  Model called a non-existent function '${call.name}()' with arguments: ${JSON.stringify(call.arguments ?? {})}`;
}
