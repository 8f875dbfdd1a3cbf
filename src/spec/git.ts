/**
 * Asks git. Needs permission to run `git`; without it, and where there is no git, every answer is
 * null, as for a folder that is in no repository.
 *
 * @param root Folder in the repository
 * @param args Sub-command and its arguments; its answer must be separated by NUL
 * @returns The parts of the answer
 */
export async function askGit(
  root: string,
  args: readonly string[],
): Promise<readonly string[] | null> {
  // OC-CLI-9205 impl
  // Asked, and not tried: in a terminal the runtime would ask the user for the permission.
  const { state } = Deno.permissions.querySync({ name: "run", command: "git" });
  if (state !== "granted") return null;
  try {
    const { success, stdout } = await new Deno.Command("git", {
      // A monitor that the repository configures is a program of its choice: it is not run.
      args: ["-C", root, "-c", "core.fsmonitor=false", ...args],
      stdin: "null",
      stderr: "null",
    }).output();
    if (!success) return null;
    // A name that is no UTF-8 cannot be opened by its text, and no link can name it.
    return new TextDecoder().decode(stdout).split("\0")
      .filter((part) => part !== "" && !part.includes("\ufffd"));
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.PermissionDenied;
    if (isMissing) return null;
    throw error;
  }
}

/** Whether git can give the content of a file back: it tracks it, and it is as committed. */
export async function isCommitted(root: string, path: string): Promise<boolean> {
  const [tracked, changed] = await Promise.all([
    askGit(root, ["ls-files", "-z", "--cached", "--", `:(literal)${path}`]),
    askGit(root, ["status", "--porcelain=v1", "-z", "--", `:(literal)${path}`]),
  ]);
  return tracked !== null && tracked.length === 1 && changed !== null && changed.length === 0;
}
