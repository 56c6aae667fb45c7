import { testParsers } from "./cases.ts";

await testParsers("lfm2");
