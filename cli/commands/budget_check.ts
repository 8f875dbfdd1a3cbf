import { join } from "@std/path";
import { readBudgetLimits } from "../../src/budget/budget_limits.ts";
import type { RunCostCheck } from "../../src/budget/check_run_cost.ts";
import { checkRunCost } from "../../src/budget/check_run_cost.ts";
import type { Finding } from "../../src/budget/finding.ts";
import { formatMoney, toDollars } from "../../src/budget/money.ts";
import type { LoadedCalibration } from "../../src/calibration/load.ts";
import { loadCalibration } from "../../src/calibration/load.ts";
import type { Ports } from "../../src/internal/ports.ts";
import { readJsonFile } from "../../src/internal/read_file.ts";
import type { CommandRun, Values } from "../command.ts";
import { CALIBRATION_PATH } from "../default_paths.ts";
import { renderCheck, violationsOf } from "../render/budget.ts";

/** A run-cost.json of 10,000 runs with 8 calls each has 60 MB; V8 holds texts up to 512 MB. */
const RUN_COST_MAX_BYTES = 256 * 1024 * 1024;

/** What is to be checked: the file, its limits, and the folder that it belongs to. */
interface CheckedPlace {
  readonly file: string;
  readonly calibration: string;
  readonly folder: string | null;
}

/** `omega budget check`: PR-G2 on a file. */
export function planBudgetCheck(values: Values): CommandRun {
  const path = values.words[0]!;
  const calibrationPath = values.text("calibration");
  return async ({ ports, hasColor }) => {
    const isFolder = (await ports.files.stat(path))?.kind === "directory";
    const place: CheckedPlace = {
      file: isFolder ? join(path, "run-cost.json") : path,
      // A run is judged by the limits that it was made with, unless others are asked for.
      calibration: calibrationPath ??
        (isFolder ? join(path, "inputs", "calibration.json") : CALIBRATION_PATH),
      folder: isFolder && calibrationPath === undefined ? path : null,
    };
    const check = await checkPlace(place, ports);
    return {
      verdict: check.verdict,
      ...(isFolder ? { runDir: path } : {}),
      violations: violationsOf(check),
      data: {
        file: place.file,
        calls: check.totals?.callCount,
        cost_usd: check.totals === null ? undefined : toDollars(check.totals.cost),
        cost_usd_exact: check.totals === null ? undefined : formatMoney(check.totals.cost),
      },
      text: renderCheck(path, check, { hasColor }),
    };
  };
}

async function checkPlace(place: CheckedPlace, ports: Ports): Promise<RunCostCheck> {
  const loaded = await loadCalibration(place.calibration, ports);
  const limits = readBudgetLimits(loaded.calibration, place.calibration);
  const { root } = await readJsonFile(ports.files, place.file, { maxBytes: RUN_COST_MAX_BYTES });
  const check = checkRunCost(root.value, limits, place.file);
  const changed = place.folder === null ? [] : await findChange(place.folder, loaded, ports);
  if (changed.length === 0) return check;
  return { ...check, verdict: "FAIL", findings: [...changed, ...check.findings] };
}

/** A looser calibration put into the folder afterwards would change the verdict. */
async function findChange(
  folder: string,
  { digest }: LoadedCalibration,
  { files }: Ports,
): Promise<readonly Finding[]> {
  const { root } = await readJsonFile(files, join(folder, "RUN.json"));
  const recorded = root.field("input_digests").field("calibration");
  if (recorded.string() === digest) return [];
  const message = `the run was made with ${recorded.value}, and ${digest} lies beside it`;
  return [{ code: "CALIBRATION_CHANGED", message, path: recorded.path }];
}
