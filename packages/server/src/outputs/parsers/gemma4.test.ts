import { testParsers } from "./cases.ts";

await testParsers("gemma4");
