import * as readline from "node:readline/promises";
import { CommandError } from "../errors.ts";

/** Asks for a line on the terminal. Throws {@link CommandError} where there is none. */
export async function ask(question: string): Promise<string> {
  checkTerminal(question);
  const terminal = readline.createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

/** Asks for a line that the terminal does not show. Throws {@link CommandError} where there is none, or for Ctrl-C. */
export async function askSecret(question: string): Promise<string> {
  checkTerminal(question);
  const { stdin } = process;
  process.stderr.write(question);
  stdin.setRawMode(true);
  let secret = "";
  try {
    for await (const chunk of stdin) {
      for (const character of String(chunk)) {
        if (character === "\r" || character === "\n") return secret;
        if (character === "\x03" || character === "\x04") throw new CommandError("interrupted");
        secret = character === "\x7f" || character === "\b" ? secret.slice(0, -1) : secret + character;
      }
    }
    return secret;
  } finally {
    stdin.setRawMode(false);
    process.stderr.write("\n");
  }
}

function checkTerminal(question: string): void {
  if (!process.stdin.isTTY) throw new CommandError(`there is no terminal to ask for "${question.trim()}"`);
}
