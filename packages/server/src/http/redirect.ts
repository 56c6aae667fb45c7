const phrases = { 301: "Moved Permanently", 307: "Temporary Redirect" } as const;

/** A redirect as Go's net/http answers it: with a small page for GET, its type for GET and HEAD, and nothing else. */
export function redirect(method: string, status: keyof typeof phrases, location: string): Response {
  const headers: Record<string, string> = { location };
  if (method === "GET" || method === "HEAD") headers["content-type"] = "text/html; charset=utf-8";
  const body = method === "GET" ? `<a href="${escapeHtml(location)}">${phrases[status]}</a>.\n\n` : null;
  return new Response(body, { status, headers });
}

/** The path without empty, `.` and `..` segments; a trailing slash stays. */
export function cleanPath(path: string): string {
  const clean: string[] = [];
  const segments = path.split("/");
  for (const segment of segments) {
    if (segment === "..") clean.pop();
    else if (segment !== "" && segment !== ".") clean.push(segment);
  }
  return `/${clean.join("/")}${clean.length > 0 && path.endsWith("/") ? "/" : ""}`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
}
