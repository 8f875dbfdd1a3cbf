import { listFiles, readText } from "./_repository.ts";

/** A fenced block of a page. */
export interface CodeBlock {
  readonly path: string;
  /** Line of the fence, from 1. */
  readonly line: number;
  /** The info string: language, and attributes behind it. */
  readonly info: string;
  readonly text: string;
  /** Why it is not run, where a comment before it says so. */
  readonly notRun: string | null;
}

const FENCE = /(?:<!-- not run: ([^\n]+?) -->\n+)?^( *)```(\S[^\n]*)\n(.*?)^\2```$/gms;

/**
 * Pages for users and contributors; the command line's is made from its tables, and the tutorial is
 * run as a whole by a test of its own.
 */
export function listPages(): readonly string[] {
  const elsewhere = ["docs/cli.md", "docs/tutorial.md"];
  return listFiles("README.md", "CONTRIBUTING.md", "docs/*.md").filter((path) =>
    !elsewhere.includes(path)
  );
}

/** The fenced blocks of a page, in order. */
export function readCodeBlocks(path: string): readonly CodeBlock[] {
  const page = readText(path);
  return [...page.matchAll(FENCE)].map((match) => {
    const [, notRun, indent, info, text] = match;
    const fence = match.index + match[0].indexOf("```");
    return {
      path,
      line: page.slice(0, fence).split("\n").length,
      info: info!,
      text: text!.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
      notRun: notRun ?? null,
    };
  });
}
