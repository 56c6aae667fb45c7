import { afterAll, beforeAll, setSystemTime } from "bun:test";
import { testRenderers } from "./cases.ts";

// Prompts without a system message say which day it is.
beforeAll(() => void setSystemTime(new Date(2026, 1, 3, 12)));
afterAll(() => void setSystemTime());

await testRenderers("glimmer");
