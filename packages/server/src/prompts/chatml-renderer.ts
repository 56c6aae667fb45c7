import type { Renderer } from "./renderer.ts";

/** ChatML, the form of llama.cpp for a chat with a model that has no template. */
export const renderChatMl: Renderer = ({ messages }) =>
  `${messages.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`).join("")}<|im_start|>assistant\n`;
