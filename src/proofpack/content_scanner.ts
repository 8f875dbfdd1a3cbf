import { Buffer } from "node:buffer";
import type { ScanCode, ScanRule } from "./scan_rule.ts";
import { Utf16Narrower } from "./utf16_narrower.ts";

/** A pattern may look back this far. */
const BEHIND_BYTES = 32;
/** A pattern may match this far. */
const AHEAD_BYTES = 512;
/** Content in larger pieces is cut. */
const PIECE_BYTES = 256 * 1024;
/** A file is binary if one of its first bytes is 0, which is the rule of git and of diff. */
const BINARY_PROBE_BYTES = 8000;
/** Further hits in one file are not looked for. */
const HIT_MAX_COUNT = 20;

/** Where a rule matched. */
export interface ScanHit {
  readonly code: ScanCode;
  /** Offset in the file, in bytes. */
  readonly offset: number;
  /** The text that matched. */
  readonly text: string;
}

interface Anchor {
  readonly bytes: Uint8Array;
  readonly rule: ScanRule;
}

// OC-PACK-6105 impl
/** Rules, indexed by the first two bytes of their anchors. */
export class ScanRuleSet {
  /** 1 at every pair of bytes with which an anchor begins. */
  readonly isAnchor = new Uint8Array(65536);
  readonly #anchors = new Map<number, Anchor[]>();

  /** @param rules In order of precedence where several match at one place */
  constructor(rules: readonly ScanRule[]) {
    for (const rule of rules) {
      for (const text of rule.anchors) {
        const bytes = Buffer.from(text, "latin1");
        const pair = (bytes[0]! << 8) | bytes[1]!;
        this.isAnchor[pair] = 1;
        const anchors = this.#anchors.get(pair) ?? [];
        anchors.push({ bytes, rule });
        this.#anchors.set(pair, anchors);
      }
    }
  }

  /** The anchors that begin with a pair of bytes. */
  anchorsAt(pair: number): readonly Anchor[] {
    return this.#anchors.get(pair) ?? [];
  }
}

// OC-PACK-6104, OC-PACK-6106 impl
/**
 * Looks through the content of files for what the rules find, in one pass and constant memory.
 *
 * Text is scanned byte by byte whatever its encoding, so a stray byte that is not UTF-8 hides
 * nothing; UTF-16 text is known by its byte order mark. Binary files are skipped: others with a 0
 * byte among their first 8,000.
 */
export class ContentScanner {
  readonly #rules: ScanRuleSet;
  // A Buffer, because it gives Latin-1 text without a copy through code points.
  readonly #window = Buffer.alloc(BEHIND_BYTES + AHEAD_BYTES + PIECE_BYTES);
  #length = 0;
  #next = 0;
  #windowOffset = 0;
  #isBinary = false;
  #hits: ScanHit[] = [];
  #narrower = new Utf16Narrower();

  /** @param rules What to look for */
  constructor(rules: ScanRuleSet) {
    this.#rules = rules;
  }

  /** Begins a file. */
  reset(): void {
    this.#length = 0;
    this.#next = 0;
    this.#windowOffset = 0;
    this.#isBinary = false;
    this.#hits = [];
    this.#narrower = new Utf16Narrower();
  }

  /** Scans the next piece. */
  update(content: Uint8Array): void {
    const bytes = this.#narrower.narrow(content);
    for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
      if (this.#isBinary || this.#hits.length >= HIT_MAX_COUNT) return;
      const piece = bytes.subarray(from, from + PIECE_BYTES);
      if (this.#windowOffset + this.#length < BINARY_PROBE_BYTES) this.#probe(piece);
      this.#window.set(piece, this.#length);
      this.#length += piece.length;
      this.#scanTo(this.#length - AHEAD_BYTES);
      this.#shift();
    }
  }

  /** Ends the file. */
  finish(): readonly ScanHit[] {
    if (this.#isBinary) return [];
    if (this.#hits.length < HIT_MAX_COUNT) this.#scanTo(this.#length - 1);
    return this.#hits;
  }

  #probe(piece: Uint8Array): void {
    const probed = BINARY_PROBE_BYTES - this.#windowOffset - this.#length;
    this.#isBinary = piece.subarray(0, probed).includes(0);
  }

  #scanTo(end: number): void {
    const window = this.#window;
    const { isAnchor } = this.#rules;
    let index = this.#next;
    if (index >= end) return;
    let pair = window[index]!;
    for (; index < end; index++) {
      pair = ((pair & 0xff) << 8) | window[index + 1]!;
      if (isAnchor[pair] === 0) continue;
      const matchEnd = this.#tryAnchors(index, pair);
      if (matchEnd > index) {
        index = matchEnd - 1;
        pair = window[matchEnd]!;
        if (this.#hits.length >= HIT_MAX_COUNT) break;
      }
    }
    this.#next = index;
  }

  /** Runs the patterns of the anchors that stand at an index; gives the end of a hit, or 0. */
  #tryAnchors(index: number, pair: number): number {
    for (const { bytes, rule } of this.#rules.anchorsAt(pair)) {
      if (!this.#standsAt(index, bytes)) continue;
      const start = index - rule.anchorOffset;
      if (start < 0) continue;
      const from = Math.max(0, start - BEHIND_BYTES);
      const text = this.#window.toString(
        "latin1",
        from,
        Math.min(this.#length, index + AHEAD_BYTES),
      );
      rule.pattern.lastIndex = start - from;
      const match = rule.pattern.exec(text)?.[0];
      if (match === undefined || rule.allowed?.includes(match)) continue;
      if (rule.isHit?.(match) === false) continue;
      // The text is only shown, so it may be decoded as what it most likely is.
      const shown = Buffer.from(match, "latin1").toString("utf8");
      const offset = (this.#windowOffset + start) * this.#narrower.bytesPerCharacter;
      this.#hits.push({ code: rule.code, offset, text: shown });
      return start + match.length;
    }
    return 0;
  }

  #standsAt(index: number, bytes: Uint8Array): boolean {
    if (index + bytes.length > this.#length) return false;
    for (let at = 2; at < bytes.length; at++) {
      if (this.#window[index + at] !== bytes[at]) return false;
    }
    return true;
  }

  /** Keeps what is not scanned yet and what a pattern may look back to. */
  #shift(): void {
    const from = Math.max(0, Math.min(this.#next, this.#length) - BEHIND_BYTES);
    this.#window.copyWithin(0, from, this.#length);
    this.#length -= from;
    this.#next -= from;
    this.#windowOffset += from;
  }
}
