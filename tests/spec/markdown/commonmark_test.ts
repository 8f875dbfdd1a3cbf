import { assertEquals } from "@std/assert";
import { createStream } from "../../../src/internal/random.ts";
import { askPeer, skipVisibly } from "../_peer.ts";
import type { MarkdownDescription } from "./describe_markdown.ts";
import { describeMarkdown, randomMarkdown, squeeze } from "./describe_markdown.ts";

const SEED = Number(Deno.env.get("OMEGA_SPEC_SEED") ?? 1);
const DOCUMENT_COUNT = 1000;

/**
 * The peer keeps an empty paragraph where reference definitions stood above a line of `=` or `-`,
 * and encodes destinations.
 */
function normalise({ leaves, items, links }: MarkdownDescription): MarkdownDescription {
  return {
    leaves: leaves.map((leaf) => (/^(?:code|html)/.test(leaf) ? leaf : squeeze(leaf)))
      .filter((leaf) => leaf !== "p"),
    items,
    links: links.map((link) => decodeURI(link)),
  };
}

Deno.test("scanMarkdown() and scanInline() agree with CommonMark's reference parser [OC-SPEC-8005]", async () => {
  const texts = Array.from(
    { length: DOCUMENT_COUNT },
    (_, index) => randomMarkdown(createStream(SEED, "commonmark", String(index)), false),
  );
  const theirs = await askPeer<MarkdownDescription[]>(
    "./_commonmark_peer.js",
    import.meta.url,
    texts,
  );
  if (theirs === null) return skipVisibly("the npm package commonmark");
  assertEquals(theirs.length, DOCUMENT_COUNT);
  texts.forEach((text, index) => {
    const replay = `OMEGA_SPEC_SEED=${SEED}, document ${index}: ${JSON.stringify(text)}`;
    assertEquals(normalise(describeMarkdown(text)), normalise(theirs[index]!), replay);
  });
});
