import { VERSION } from "./version.ts";

/** The programs whose versions can change the bytes of an artefact. */
export interface Toolchain {
  /** Version of this package. */
  readonly omega: string;
  /** Version of the runtime. */
  readonly deno: string;
  /** Version of its JavaScript engine. */
  readonly v8: string;
}

/** The toolchain that this process runs on. */
export function readToolchain(): Toolchain {
  return { omega: VERSION, deno: Deno.version.deno, v8: Deno.version.v8 };
}
