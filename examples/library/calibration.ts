/** Reads the limits of a project: nothing falls back to a default. */
import { loadCalibration } from "@omega/readiness/calibration";
import { systemPorts } from "@omega/readiness";
import { fromFileUrl } from "@std/path";

const path = fromFileUrl(new URL("../../calibration/calibration.json", import.meta.url));
const { calibration, digest } = await loadCalibration(path, systemPorts);
console.log(`a call may be retried ${calibration.MAX_RETRIES} times, by ${digest.slice(0, 14)}…`);
