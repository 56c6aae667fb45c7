import { posix } from "node:path";
import { ApiError } from "../http/error.ts";

/** A remote host in full, such as `http://localhost:11434`. Throws an {@link ApiError} if it is not one. */
export function remoteUrl(text: string): string {
  const bare = text.trim();
  const withHost = bare.startsWith("/") ? `http://localhost${bare}` : bare.includes("://") ? bare : `http://${bare}`;
  let url: URL;
  try {
    url = new URL(bare === "ollama.com" ? "https://ollama.com:443" : withHost);
  } catch (error) {
    throw new ApiError(400, "bad remote", { cause: error });
  }
  if (url.hostname === "" || !["http:", "https:"].includes(url.protocol)) throw new ApiError(400, "bad remote");
  const port = url.hostname === "ollama.com" ? "443" : url.port || "11434";
  const path = posix.normalize(url.pathname).replace(/\/$/, "");
  return `${url.protocol}//${url.hostname}:${port}${path}`;
}
