import { expect, test } from "bun:test";
import { AnswerPrinter } from "./answer.ts";

function output(isTTY: boolean) {
  const parts: string[] = [];
  return { isTTY, columns: 15, write: (text: string) => parts.push(text), text: () => parts.join("") };
}

test("thinking stands apart", () => {
  const out = output(false);
  const printer = new AnswerPrinter({ wordWrap: true, hideThinking: false }, out);
  printer.thinking("let me");
  printer.thinking(" see");
  printer.content("Paris");
  printer.content(".");
  printer.end();
  expect(out.text()).toBe("Thinking...\nlet me see\n...done thinking.\n\nParis.\n\n");
});

test("hidden thinking leaves no trace", () => {
  const out = output(false);
  const printer = new AnswerPrinter({ wordWrap: false, hideThinking: true }, out);
  printer.thinking("let me");
  printer.content("Paris.");
  printer.end();
  expect(out.text()).toBe("Paris.\n\n");
});

test("on a terminal thinking is grey and words wrap", () => {
  const out = output(true);
  const printer = new AnswerPrinter({ wordWrap: true, hideThinking: false }, out);
  printer.thinking("hm");
  printer.content("one two three");
  expect(out.text()).toBe(
    "\x1b[90mThinking...\n\x1b[0m\x1b[90mhm\x1b[0m\x1b[90m\n...done thinking.\n\n\x1b[0mone two th\x1b[2D\x1b[K\nthree",
  );
});

test("without word wrap the text is as it came", () => {
  const out = output(true);
  new AnswerPrinter({ wordWrap: false, hideThinking: false }, out).content("one two three four");
  expect(out.text()).toBe("one two three four");
});
