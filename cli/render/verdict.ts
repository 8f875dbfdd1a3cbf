/** Codes of the terminal's colours (ECMA-48 SGR). */
const COLORS = { green: 32, yellow: 33, red: 31 } as const;

const VERDICT_COLORS: Readonly<Record<string, keyof typeof COLORS>> = {
  PASS: "green",
  DONE: "green",
  DOWNGRADE: "yellow",
  FAIL: "red",
  STOP: "red",
};

/** How text is shown. */
export interface TextStyle {
  /** Whether the text may hold colours. */
  readonly hasColor: boolean;
}

// OC-CLI-9204 impl
/** A verdict, in its colour where colours are shown. The word alone says everything. */
export function renderVerdict(verdict: string, { hasColor }: TextStyle): string {
  const color = VERDICT_COLORS[verdict];
  return hasColor && color !== undefined ? `\x1b[1;${COLORS[color]}m${verdict}\x1b[0m` : verdict;
}
