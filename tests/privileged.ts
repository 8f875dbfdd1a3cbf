/**
 * Whether a test may touch devices and the kernel's folders, which Deno allows with `--allow-all`
 * only. `task test` has less; CI runs the folders with such tests once more with all.
 */
export const hasAllPermissions: boolean =
  Deno.permissions.querySync({ name: "write", path: "/dev/full" }).state === "granted" &&
  Deno.permissions.querySync({ name: "ffi" }).state === "granted";
