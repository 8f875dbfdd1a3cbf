/** Where the limits lie in a project, seen from its root. */
export const CALIBRATION_PATH = "calibration/calibration.json";

/** Where the profiles of the faults lie. */
export const CHAOS_CONFIG_PATH = "calibration/chaos-config.json";

/** Where the configuration of preflight lies. */
export const PREFLIGHT_CONFIG_PATH = "calibration/preflight.json";
