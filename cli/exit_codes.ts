/** What each exit code means, as the help and the documentation say it. */
export const EXIT_CODES = [
  ["0", "PASS or done (also DOWNGRADE, unless --strict)"],
  ["1", "the answer is FAIL"],
  ["2", "misuse or bad input"],
  ["3", "STOP, or the world failed (disk, network, incomplete)"],
  ["70", "a bug of omega"],
  ["130, 143", "interrupted by SIGINT, SIGTERM"],
] as const;
