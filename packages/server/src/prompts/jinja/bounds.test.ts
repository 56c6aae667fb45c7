import { expect, test } from "bun:test";
import { JinjaError, TemplateLimitError } from "./error.ts";
import { hostile } from "./hostile.ts";
import { JinjaTemplate } from "./template.ts";

test.each(hostile)("%s: an error within a second", (_, template) => {
  const start = performance.now();
  expect(() => new JinjaTemplate(template).render({})).toThrow(JinjaError);
  // A second on an idle machine; tests share theirs.
  expect(performance.now() - start).toBeLessThan(4000);
});

test("loops that never end are said to take too many steps", () => {
  const template = new JinjaTemplate(hostile[0]![1]);
  expect(() => template.render({})).toThrow(new TemplateLimitError("the chat template takes too many steps"));
});

test("a long conversation has room: the bounds grow with it", () => {
  const messages = Array.from({ length: 5000 }, (_, index) => ({
    role: "user",
    content: `${index}${"x".repeat(4000)}`,
  }));
  const text = "{% for m in messages %}{{ m.role | upper }}{{ (m.content | trim).replace('y', '') }}{% endfor %}";
  expect(new JinjaTemplate(text).render({ messages })).toHaveLength(
    messages.reduce((sum, { content }) => sum + content.length + 4, 0),
  );
});

test("objects of JavaScript are out of reach", () => {
  const text =
    "{{ x.constructor }}{{ x.__proto__ }}{{ 'a'.constructor }}{{ [].map }}{{ x['toString'] }}{{ constructor }}";
  expect(new JinjaTemplate(text).render({ x: {} })).toBe("");
  expect(() => new JinjaTemplate("{{ x.constructor() }}").render({ x: {} })).toThrow("no attribute");
  expect(() => new JinjaTemplate("{{ 1 | constructor }}").render({})).toThrow("No filter");
  expect(() => new JinjaTemplate("{{ 1 is hasOwnProperty }}").render({})).toThrow("No test");
});
