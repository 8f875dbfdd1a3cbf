import { VERSION } from "../internal/version.ts";

/** What omega may do in CI: it writes evidence, starts tests and engines, and asks a model. */
const OMEGA =
  `deno run --allow-read --allow-write --allow-env --allow-run --allow-net jsr:@omega/readiness@^${VERSION}/cli`;

/**
 * A workflow for GitHub Actions that runs the gates on an engine and keeps the evidence.
 *
 * @param engine The engine, as `--engine` takes it
 */
export function renderStarterWorkflow(engine: string): string {
  return `# The gates of omega before every change. Change the two values below and what you run.
name: omega
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
env:
  # module:PATH for TypeScript and JavaScript, command:CMD for any other program.
  ENGINE: ${JSON.stringify(engine)}
  # How often the engine runs; the spread of its results is judged.
  RUNS: "100"
  OMEGA: ${OMEGA}
jobs:
  gates:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: denoland/setup-deno@v2
        with:
          deno-version: v2.x
      # PR-G0: is the baseline what we think it is? Ends 3 if not, and nothing else runs.
      - name: Preflight
        run: $OMEGA preflight
      # Every requirement is kept somewhere and proven by a test that ran.
      - name: Requirements
        run: $OMEGA spec check
      # PR-G1: do parallel writers keep the cache whole?
      - name: Concurrency
        run: $OMEGA concurrency
      # PR-G4 and PR-G2: do all runs stay inside the envelopes and the budget?
      - name: Stress
        run: $OMEGA stress --engine "$ENGINE" --count "$RUNS" --quiet
      # PR-G5: evidence that anybody can check with unzip, sha256sum and a shell.
      - name: Evidence
        if: success() || failure()
        run: |
          for folder in metrics/pr/PR_RUNS/stress*; do
            $OMEGA proofpack build --source "$folder" --out "$folder.zip" --type stress
            $OMEGA proofpack verify "$folder.zip"
          done
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: omega
          path: metrics/pr
`;
}
