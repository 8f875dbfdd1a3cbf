import { dirname, join } from "@std/path";
import { systemPorts } from "../../src/internal/ports.ts";
import type { Finding, SpecProject } from "../../src/spec/mod.ts";
import { openSpecProject } from "../../src/spec/mod.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

/** Files by path; null removes one. */
export type FileTree = Readonly<Record<string, string | null>>;

/** A repository in a temporary folder. */
export interface TestRepository {
  readonly root: string;
  /** Writes and removes files. */
  write(tree: FileTree): Promise<void>;
  /** Text of a file, null where there is none. */
  read(path: string): Promise<string | null>;
  /** Lists the files anew and reads the configuration. */
  open(): Promise<SpecProject>;
}

/** Runs `body` on a repository that is in no git. */
export function withRepository<T>(
  tree: FileTree,
  body: (repository: TestRepository) => Promise<T>,
): Promise<T> {
  return inTemporaryFolder(async (root) => {
    const repository: TestRepository = {
      root,
      async write(changes) {
        for (const [path, text] of Object.entries(changes)) {
          const target = join(root, path);
          if (text === null) await Deno.remove(target);
          else {
            await Deno.mkdir(dirname(target), { recursive: true });
            await Deno.writeTextFile(target, text);
          }
        }
      },
      async read(path) {
        try {
          return await Deno.readTextFile(join(root, path));
        } catch (error) {
          if (error instanceof Deno.errors.NotFound) return null;
          throw error;
        }
      },
      open: () => openSpecProject(root, systemPorts, { git: () => Promise.resolve(null) }),
    };
    await repository.write(tree);
    return await body(repository);
  });
}

/** The ports that the tests write with. */
export const PORTS = systemPorts;

/** A finding as the command line shows it, without its text. */
export function shortly({ path, line, column, code }: Finding): string {
  return `${path}:${line}:${column} ${code}`;
}
