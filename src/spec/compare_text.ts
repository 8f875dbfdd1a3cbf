/** Orders texts by UTF-16 code unit, as `Array.sort` does: the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
