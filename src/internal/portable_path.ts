/** Longer paths do not fit below a folder of ordinary length where paths end at 260 characters. */
export const NAME_MAX_BYTES = 240;

/** Device names of Windows; they mean the device with any extension, in any folder. */
const DEVICE_NAME =
  /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])[ ]*(?:\.|$)/i;

/** Refused in file names by Windows; the colon also names drives and alternate streams. */
const WINDOWS_RESERVED = /[<>:"|?*]/;

/** C0 and C1 controls, DEL, and the line separators that some readers break lines at. */
// deno-lint-ignore no-control-regex -- these are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** Characters that change the order or the look of what is around them, and the byte order mark. */
const DECEPTIVE = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

/**
 * Says what is wrong with a path inside a pack or a run folder, or gives null. A good path means the
 * same file to every common archiver and file system: relative, forward slashes, no `.` or `..`,
 * nothing that Windows refuses, no white space that a reader trims, whole Unicode characters,
 * bounded length.
 *
 * @param path Path from the root of the pack or folder
 * @returns One phrase, such as `a part ".."`, or null
 */
export function findNameFault(path: string): string | null {
  if (path === "") return "an empty name";
  if (!path.isWellFormed()) return "a lone surrogate";
  // Deno replaces bytes that are not UTF-8 by U+FFFD, so such a file could not be found again.
  if (path.includes("\ufffd")) return "a byte that is not UTF-8, or U+FFFD";
  if (CONTROL.test(path)) return "a control character";
  if (DECEPTIVE.test(path)) return "a character that is not seen";
  if (path.includes("\\")) return "a backslash";
  const reserved = WINDOWS_RESERVED.exec(path);
  if (reserved !== null) return `the character ${reserved[0]}`;
  if (path.startsWith("/")) return "an absolute path";
  // A component is part of the path, so the usual 255 bytes of a component are kept as well.
  const byteCount = new TextEncoder().encode(path).length;
  if (byteCount > NAME_MAX_BYTES) return `${byteCount} bytes (at most ${NAME_MAX_BYTES})`;
  for (const part of path.split("/")) {
    const fault = findPartFault(part);
    if (fault !== null) return fault;
  }
  return null;
}

/** Whether a file of this name would be a device on Windows: `CON`, `nul.txt`, `COM1`. */
export function isDeviceName(part: string): boolean {
  return DEVICE_NAME.test(part);
}

function findPartFault(part: string): string | null {
  if (part === "") return "an empty part";
  if (part === "." || part === "..") return `a part "${part}"`;
  if (part.endsWith(".")) return "a part that ends with a dot";
  // zip.js and others trim names, and trimming knows more white space than the space.
  if (part.trim() !== part) return "a part that begins or ends with a space";
  if (isDeviceName(part)) return `a part "${part}", which is a device of Windows`;
  return null;
}

/**
 * Order of names in a pack: by UTF-8 byte, which is by code point. `<` would compare UTF-16 code
 * units, which puts characters beyond U+FFFF too early.
 */
export function compareNames(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left === right) continue;
    const isLeftBeyond = (left & 0xf800) === 0xd800;
    const isRightBeyond = (right & 0xf800) === 0xd800;
    if (isLeftBeyond !== isRightBeyond) return isLeftBeyond ? 1 : -1;
    return left - right;
  }
  return a.length - b.length;
}
