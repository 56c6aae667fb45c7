const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};

/** A text as HTML, as MarkupSafe writes it. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (found) => entities[found]!);
}
