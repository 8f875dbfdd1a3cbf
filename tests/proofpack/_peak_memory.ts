/**
 * The most memory that this process has had, in MiB. Deno itself may read /proc only with every
 * permission; the shell asks for its parent.
 */
export function readPeakMemory(): number {
  const script = "grep VmHWM /proc/$PPID/status";
  const { stdout } = new Deno.Command("sh", { args: ["-c", script] }).outputSync();
  return Number(/\d+/.exec(new TextDecoder().decode(stdout))?.[0]) / 1024;
}
