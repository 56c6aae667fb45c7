import { testParsers } from "./cases.ts";

await testParsers("olmo");
