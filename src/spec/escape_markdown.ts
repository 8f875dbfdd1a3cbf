/** Plain text as inline Markdown that shows exactly that text, also in a table cell. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|~#$]/g, "\\$&").replaceAll("&", "&amp;")
    .replaceAll("\n", " ");
}

/**
 * The destination of a link from one file of the repository to another.
 *
 * @param from Path of the file that the link stands in
 * @param to Path from the root, with or without a fragment
 */
export function relativeLink(from: string, to: string): string {
  const hash = to.indexOf("#");
  const path = (hash < 0 ? to : to.slice(0, hash)).split("/");
  const folder = from.split("/").slice(0, -1);
  let shared = 0;
  while (shared < folder.length && shared < path.length - 1 && folder[shared] === path[shared]) {
    shared++;
  }
  const steps = [...folder.slice(shared).map(() => ".."), ...path.slice(shared)];
  const encoded = steps.map(encodeDestination).join("/");
  return hash < 0 ? encoded : `${encoded}#${encodeDestination(to.slice(hash + 1))}`;
}

/** `encodeURIComponent` leaves parentheses, which end a destination. */
function encodeDestination(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[()'*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
}
