/**
 * Types for the `path` part of npm `deno-std`, which is published without any. They follow the
 * signatures of `@std/path` 1.1, so code that checks here checks the same against JSR.
 */

/** Parts of a path, as `parse` returns and `format` takes them. */
export interface ParsedPath {
  root: string;
  dir: string;
  base: string;
  ext: string;
  name: string;
}

/** Options of the functions that read globs. */
export interface GlobOptions {
  extended?: boolean;
  globstar?: boolean;
  caseInsensitive?: boolean;
}

/** Options of `globToRegExp`. */
export type GlobToRegExpOptions = GlobOptions;

export const DELIMITER: string;
export const SEPARATOR: string;
export const SEPARATOR_PATTERN: RegExp;

export function basename(path: string | URL, suffix?: string): string;
export function common(paths: string[]): string;
export function dirname(path: string | URL): string;
export function extname(path: string | URL): string;
export function format(pathObject: Partial<ParsedPath>): string;
export function fromFileUrl(url: URL | string): string;
export function globToRegExp(glob: string, options?: GlobToRegExpOptions): RegExp;
export function isAbsolute(path: string): boolean;
export function isGlob(str: string): boolean;
export function join(path: string | URL, ...paths: string[]): string;
export function joinGlobs(globs: string[], options?: GlobOptions): string;
export function normalize(path: string | URL): string;
export function normalizeGlob(glob: string, options?: GlobOptions): string;
export function parse(path: string): ParsedPath;
export function relative(from: string, to: string): string;
export function resolve(...pathSegments: string[]): string;
export function toFileUrl(path: string): URL;
export function toNamespacedPath(path: string): string;
