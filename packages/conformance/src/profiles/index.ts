import type { Check } from "../check/check.ts";
import { aiSdk } from "./ai-sdk.ts";
import { anthropicSdk } from "./anthropic-sdk.ts";
import { anythingllm, comfyui, hermesAgent, litellm, llmOllama, ollamaTelegram } from "./applications.ts";
import { claudeCode } from "./claude-code.ts";
import { cline } from "./cline.ts";
import { codex } from "./codex.ts";
import { continueDev } from "./continue.ts";
import { copilot } from "./copilot.ts";
import { homeAssistant } from "./home-assistant.ts";
import { langchain } from "./langchain.ts";
import { langflow } from "./langflow.ts";
import { llamaindex } from "./llamaindex.ts";
import { n8n } from "./n8n.ts";
import { ollamaCli } from "./ollama-cli.ts";
import { ollamaGo } from "./ollama-go.ts";
import { ollamaJs } from "./ollama-js.ts";
import { ollamaPython } from "./ollama-python.ts";
import { ollamaVscode } from "./ollama-vscode.ts";
import { openWebui } from "./open-webui.ts";
import { openaiSdk } from "./openai-sdk.ts";
import type { Profile } from "./profile.ts";
import { rooCode } from "./roo-code.ts";
import { zed } from "./zed.ts";

/** Every client whose requests are replayed, in the order of the specification's chapters. */
export const profiles: readonly Profile[] = [
  ...[copilot, zed, continueDev, cline, rooCode, ollamaVscode],
  ...[openWebui, homeAssistant, n8n, anythingllm, hermesAgent, comfyui, llmOllama, ollamaTelegram],
  ...[langchain, llamaindex, aiSdk, langflow],
  ...[ollamaCli, ollamaJs, ollamaPython, ollamaGo],
  ...[openaiSdk, anthropicSdk, litellm, claudeCode, codex],
];

/** The checks of all profiles. */
export const profileChecks: readonly Check[] = profiles.flatMap(({ checks }) => checks);
