/**
 * Makes the tree of Markdown files on which `bench/spec.ts` measures: the same bytes every time, and
 * nothing in it that any of the tools objects to.
 *
 * @module
 */
import { join } from "@std/path";
import { createStream, type RandomStream } from "../src/internal/random.ts";

/** What the tree holds. */
export interface SpecTree {
  readonly byteCount: number;
  readonly requirementCount: number;
}

const WORDS = ("the a lock cache writer reader holds waits until deadline passes budget call run " +
  "limit retry fault chaos seed stream digest report pack entry manifest verifies rejects keeps " +
  "before after every exactly never without inside outside clock second number value").split(" ");

/** Two digits with gaps between them give so many files a place in one folder. */
const FILES_PER_FOLDER = 50;
const SECTIONS_PER_FILE = 13;
const REQUIREMENTS_PER_FILE = 3;

/**
 * Writes the tree: every file is a specification with some requirements, headings, lists, tables,
 * code, and links to sections of other files.
 */
export async function writeSpecTree(root: string, fileCount: number): Promise<SpecTree> {
  let byteCount = 0;
  for (let index = 0; index < fileCount; index++) {
    const path = join(root, pathOf(index));
    const text = fileText(index, fileCount);
    byteCount += text.length;
    await Deno.mkdir(join(path, ".."), { recursive: true });
    await Deno.writeTextFile(path, text);
  }
  return { byteCount, requirementCount: fileCount * REQUIREMENTS_PER_FILE };
}

function pathOf(index: number): string {
  const area = String(Math.floor(index / FILES_PER_FOLDER)).padStart(3, "0");
  const number = String((index % FILES_PER_FOLDER) * 2).padStart(2, "0");
  return `.specs/area-${area}/${number}-page.md`;
}

function fileText(index: number, fileCount: number): string {
  const random = createStream(1, "spec-tree", String(index));
  const sections = Array.from(
    { length: SECTIONS_PER_FILE },
    (_, section) => sectionText(random, { index, section, fileCount }),
  );
  return `# Page ${index}\n\n${sections.join("\n")}`;
}

interface SectionPlace {
  readonly index: number;
  readonly section: number;
  readonly fileCount: number;
}

function sectionText(random: RandomStream, { index, section, fileCount }: SectionPlace): string {
  const other = pathOf(random.nextBelow(fileCount));
  const link = `../../${other}#${random.nextBelow(SECTIONS_PER_FILE)}-section`;
  const items = Array.from(
    { length: REQUIREMENTS_PER_FILE },
    (_, item) =>
      section === 0
        ? `- [OC-P${String(index).padStart(5, "0")}-${1000 + item}] ${words(random, 4)} MUST\n` +
          `  ${words(random, 11)}.`
        : `- ${words(random, 10)}\n  ${words(random, 9)}.`,
  );
  return [
    `## ${section} Section`,
    "",
    ...[0, 1, 2].map(() => `${words(random, 11)},`),
    `see [the other page](${link}) and \`${words(random, 2)}\`.`,
    "",
    ...items,
    "",
    "| name | value |",
    "| --- | --- |",
    `| ${words(random, 2)} | ${random.nextBelow(1000)} |`,
    "",
    "```ts",
    `await run(${random.nextBelow(1000)});`,
    "```",
    "",
  ].join("\n");
}

function words(random: RandomStream, count: number): string {
  return Array.from({ length: count }, () => random.pick(WORDS)).join(" ");
}
