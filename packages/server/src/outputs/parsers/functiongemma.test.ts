import { testParsers } from "./cases.ts";

await testParsers("functiongemma");
