/** Says in a pull request what a stress found. */
import { loadCalibration } from "@omega/readiness/calibration";
import { renderStepSummary } from "@omega/readiness/report";
import { systemPorts } from "@omega/readiness";
import { fromFileUrl } from "@std/path";
import { stressDice } from "./_dice.ts";

const stress = await stressDice(await Deno.makeTempDir());
const path = fromFileUrl(new URL("../../calibration/calibration.json", import.meta.url));
const { calibration } = await loadCalibration(path, systemPorts);
const { identity, findings } = stress;
console.log(renderStepSummary(stress, { identity, findings, calibration }).split("\n")[0]);
