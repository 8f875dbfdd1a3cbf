/**
 * Numbers for people, without a locale: the same text on every machine.
 *
 * @module
 */

/** A whole number with a comma after every three digits: `12,345`. */
export function formatCount(count: number): string {
  return count.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A score or a rate in 0..1 with four decimals: `0.9338`. */
export function formatScore(score: number): string {
  return score.toFixed(4);
}

/** A share as a percentage with one decimal: `93.0 %`. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** A time: `417 ms`, `17.6 s`, `2 min 05 s`, `3 h 12 min`. */
export function formatDuration(timeMs: number): string {
  if (timeMs < 999.5) return `${trimZeros(timeMs.toFixed(timeMs < 10 ? 2 : 0))} ms`;
  if (timeMs < 59_950) return `${(timeMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(timeMs / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${formatCount(Math.floor(minutes / 60))} h ${pad(minutes % 60)} min`;
}

/** US dollars: two decimals from a dollar on, below that at least three significant digits. */
export function formatDollars(dollars: number): string {
  if (dollars === 0) return "$0";
  if (dollars >= 1) {
    const [whole, cents] = dollars.toFixed(2).split(".");
    return `$${formatCount(Number(whole))}.${cents}`;
  }
  // The exponent is read from the text: Math.log10 may differ in its last bit between machines.
  const exponent = Number(dollars.toExponential(2).split("e")[1]);
  const decimals = Math.min(12, 2 - exponent);
  return `$${dollars.toFixed(Math.max(2, decimals))}`;
}

/** `run 7`, or `runs 7 to 12`. */
export function formatRuns(firstRun: number, lastRun: number): string {
  return firstRun === lastRun
    ? `run ${formatCount(firstRun)}`
    : `runs ${formatCount(firstRun)} to ${formatCount(lastRun)}`;
}

/** Text of a number without zeros behind its last significant decimal. */
export function trimZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
