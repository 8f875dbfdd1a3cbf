/**
 * Starting this very program again as another process.
 *
 * The program may run from its sources, from JSR, bundled into one file, or compiled. In the first
 * three cases the runtime is started with the main module; compiled, the program is its own runtime.
 * Sources name their packages by bare specifiers, and the parent may have got the map that resolves
 * them from any configuration file: what each name means is therefore asked of this process and
 * handed on, and the child looks for no configuration of its own.
 *
 * @module
 */

/** The packages that the sources name. A test compares this with all imports. */
export const PACKAGE_NAMES: readonly string[] = [
  "@std/cli/parse-args",
  "@std/crypto/timing-safe-equal",
  "@std/path",
  "@zip-js/zip-js",
];

/** What a process is allowed to do; `.` is the folder that it works in. */
export interface ProcessPermissions {
  /** Paths without a comma, which would end them. */
  readonly read: readonly string[];
  /** Paths without a comma. */
  readonly write: readonly string[];
}

/** How to start a process. */
export interface ProgramStart {
  readonly program: string;
  readonly args: readonly string[];
}

/** What is known about the program that runs. */
export interface OwnProgram {
  /** The runtime, or the program itself where it is compiled. */
  readonly execPath: string;
  /** Whether it is its own runtime. */
  readonly isCompiled: boolean;
  /** URL of the main module. */
  readonly mainModule: string;
  /** URL that a package's name stands for, null where it stands for none. */
  readonly resolve: (name: string) => string | null;
}

// OC-CLI-9203 impl
/** This program. */
export function readOwnProgram(): OwnProgram {
  return {
    execPath: Deno.execPath(),
    isCompiled: Deno.build.standalone,
    mainModule: Deno.mainModule,
    resolve(name) {
      try {
        return import.meta.resolve(name);
      } catch {
        // In a bundle and in what JSR serves there are no such names left.
        return null;
      }
    },
  };
}

/** The main module of a package on JSR, which is run by its specifier. */
const JSR_MAIN = /^https?:\/\/.+\/(@[^/]+\/[^/]+)\/([^/]+)\/cli\/main\.ts$/;

/**
 * The command that starts the program again.
 *
 * @param own The program
 * @param words Its arguments
 * @param permissions What the new process is allowed to do; a compiled one has those it was built with
 */
export function startAgain(
  own: OwnProgram,
  words: readonly string[],
  permissions: ProcessPermissions,
): ProgramStart {
  const { execPath, isCompiled, mainModule } = own;
  if (isCompiled) return { program: execPath, args: words };
  const jsr = JSR_MAIN.exec(mainModule);
  const main = jsr === null ? mainModule : `jsr:${jsr[1]}@${jsr[2]}/cli`;
  const args = [
    "run",
    "--quiet",
    "--no-prompt",
    "--no-config",
    "--no-lock",
    // Whatever the parent has loaded is in the cache; a child needs no network.
    "--cached-only",
    `--allow-read=${permissions.read.join(",")}`,
    `--allow-write=${permissions.write.join(",")}`,
    ...importMap(own),
    main,
    ...words,
  ];
  return { program: execPath, args };
}

function importMap({ mainModule, resolve }: OwnProgram): readonly string[] {
  if (!mainModule.startsWith("file:")) return [];
  const imports = PACKAGE_NAMES.flatMap((name) => {
    const url = resolve(name);
    return url === null ? [] : [[name, url] as const];
  });
  if (imports.length === 0) return [];
  const map = JSON.stringify({ imports: Object.fromEntries(imports) });
  return [`--import-map=data:application/json,${encodeURIComponent(map)}`];
}
