import { copyText } from "../copy_text.ts";
import { compareText } from "../compare_text.ts";
import type { SpecConfig } from "../config.ts";
import { compareFindings, type Finding, type Place, placeAt } from "../finding.ts";
import { compileGlobs } from "../glob.ts";
import { scanMarkdown } from "../markdown/scan_markdown.ts";
import { decodeMarkdown, isMarkdown } from "../markdown_file.ts";
import { decodeText, type Repository, visitFiles } from "../repository.ts";
import { collectAnchors } from "./anchors.ts";
import { collectPlainAnchors, type TargetAnchors } from "./plain_anchors.ts";
import { PathIndex } from "./path_index.ts";
import { readLinks } from "./read_links.ts";
import { resolveTarget } from "./resolve_target.ts";

/** A link to another host. */
export interface ExternalLink extends Place {
  /** As written. */
  readonly url: string;
}

/** What the links of a repository lead to. */
export interface LinkReport {
  /** Broken links, sorted by place. */
  readonly findings: readonly Finding[];
  /** Links that leave the repository by their scheme; none was fetched. Sorted by place. */
  readonly external: readonly ExternalLink[];
  /** Number of links that lead into the repository. */
  readonly internalCount: number;
  /** Number of Markdown files. */
  readonly fileCount: number;
}

/** A fragment that must be an anchor of its target. */
interface PendingAnchor {
  readonly place: Place;
  readonly target: string;
  readonly fragment: string;
  readonly query: string;
}

const UNKNOWN_ANCHORS: TargetAnchors = { names: null, lineCount: null };

// OC-SPEC-8203 impl
/**
 * Checks every link of every Markdown file against the files of the repository, exactly as they are
 * written: a link that a disk finds in another case is broken elsewhere.
 *
 * @param repository The repository
 * @param config Which files are left out
 */
export async function checkLinks(repository: Repository, config: SpecConfig): Promise<LinkReport> {
  const checker = new LinkChecker(repository);
  const isExcluded = compileGlobs(config.links.exclude);
  const all = repository.paths.filter((path) => isMarkdown(path) && !repository.links.has(path));
  const checked = new Set(all.filter((path) => !isExcluded(path)));
  await visitFiles(repository, all, (path, bytes) => {
    checker.add(path, decodeMarkdown(path, bytes), checked.has(path));
  });
  await checker.readTargets();
  return checker.report(checked.size);
}

class LinkChecker {
  readonly #repository: Repository;
  readonly #index: PathIndex;
  readonly #findings: Finding[] = [];
  readonly #external: ExternalLink[] = [];
  readonly #pending: PendingAnchor[] = [];
  readonly #anchors = new Map<string, TargetAnchors>();
  #internalCount = 0;

  constructor(repository: Repository) {
    this.#repository = repository;
    this.#index = new PathIndex(repository.paths);
  }

  /** Takes the anchors of a Markdown file, and its links where they are checked. */
  add(path: string, text: string, isChecked: boolean): void {
    const document = scanMarkdown(text);
    this.#anchors.set(path, { names: collectAnchors(document).names, lineCount: null });
    if (!isChecked) return;
    const placed = { path, text: document.text, lineStarts: document.lineStarts };
    const { links, undefinedReferences } = readLinks(document);
    for (const { destination, offset } of undefinedReferences) {
      const message = `the reference [${shorten(destination)}] is not defined`;
      this.#findings.push({ code: "SPEC206", message, ...placeAt(placed, offset) });
    }
    for (const { destination, offset } of links) {
      this.#addLink(path, destination, () => placeAt(placed, offset));
    }
  }

  #addLink(from: string, destination: string, placeOf: () => Place): void {
    const target = resolveTarget(from, destination);
    const fail = (code: Finding["code"], message: string) =>
      this.#findings.push({ code, message, ...placeOf() });
    if (target.kind === "external") {
      // What an address of this kind leads to is written in it.
      if (/^data:/i.test(target.url)) return;
      this.#external.push({ ...placeOf(), url: copyText(target.url) });
      return;
    }
    this.#internalCount++;
    const shown = shorten(destination);
    if (target.kind === "outside") {
      fail("SPEC203", `the link "${shown}" leaves the repository`);
    } else if (target.kind === "malformed") {
      fail("SPEC207", `the link "${shown}" has a percent sign that encodes nothing`);
    } else {
      const found = this.#index.find(target.path, target.isFolder);
      if (found.kind === "missing") fail("SPEC201", `the link "${shown}" leads to no file`);
      else if (found.kind === "case") {
        fail(
          "SPEC204",
          `the link "${shown}" leads to "${found.path}" in other upper and lower case`,
        );
      } else if (target.fragment !== "") {
        const fragment = copyText(target.fragment);
        const query = copyText(target.query);
        this.#pending.push({ place: placeOf(), target: found.path, fragment, query });
      }
    }
  }

  /** Reads the files that are no Markdown and of which lines or anchors are wanted. */
  async readTargets(): Promise<void> {
    const wanted = new Set(
      this.#pending.filter((one) => isLines(one) || !this.#anchors.has(one.target))
        .map(({ target }) => target),
    );
    // What a symbolic link leads to may lie outside of the repository, and is not read.
    for (const path of wanted) {
      if (this.#repository.links.has(path)) this.#anchors.set(path, UNKNOWN_ANCHORS);
    }
    const unread = [...wanted].filter((path) => !this.#repository.links.has(path));
    await visitFiles(this.#repository, unread, (path, bytes) => {
      const plain = collectPlainAnchors(path, decodeText(bytes));
      const names = this.#anchors.get(path)?.names ?? plain.names;
      this.#anchors.set(path, { names, lineCount: plain.lineCount });
    }, { skipsLarger: true });
  }

  report(fileCount: number): LinkReport {
    for (const pending of this.#pending) {
      const problem = this.#judge(pending);
      if (problem !== null) this.#findings.push({ ...problem, ...pending.place });
    }
    return {
      findings: this.#findings.sort(compareFindings),
      external: this.#external.sort((a, b) =>
        compareText(a.path, b.path) || a.line - b.line || a.utf16Column - b.utf16Column
      ),
      internalCount: this.#internalCount,
      fileCount,
    };
  }

  #judge(pending: PendingAnchor): Pick<Finding, "code" | "message"> | null {
    const { target, fragment } = pending;
    // The top of a page, and what a browser makes of an empty fragment.
    if (fragment.toLowerCase() === "top") return null;
    const known = this.#anchors.get(target);
    const lines = isLines(pending) ? readLineFragment(fragment) : null;
    if (lines !== null && known?.lineCount != null) {
      if (lines.first >= 1 && lines.first <= lines.last && lines.last <= known.lineCount) {
        return null;
      }
      const message = `"${target}" has ${known.lineCount} lines, not ${shorten(fragment)}`;
      return { code: "SPEC205", message };
    }
    // A folder without a README has none.
    const names = known === undefined ? new Set<string>() : known.names;
    const name = fragment.replace(/^user-content-/, "");
    if (names === null || names.has(name)) return null;
    const other = [...names].find((one) => one.toLowerCase() === name.toLowerCase());
    const message = other === undefined
      ? `"${target}" has no anchor "${shorten(fragment)}"`
      : `"${target}" has the anchor "${shorten(other)}", not "${shorten(fragment)}"`;
    return { code: "SPEC202", message };
  }
}

const LINES = /^L(\d{1,9})(?:C\d{1,9})?(?:-L?(\d{1,9})(?:C\d{1,9})?)?$/;

function readLineFragment(fragment: string): { first: number; last: number } | null {
  const match = LINES.exec(fragment);
  if (match === null) return null;
  const first = Number(match[1]);
  return { first, last: match[2] === undefined ? first : Number(match[2]) };
}

/** Lines are shown of source files, and of Markdown where `?plain=1` asks for its source. */
function isLines({ target, fragment, query }: PendingAnchor): boolean {
  return LINES.test(fragment) && (!isMarkdown(target) || /(?:^|&)plain=1(?:&|$)/.test(query));
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77).toWellFormed()}...` : text;
}
