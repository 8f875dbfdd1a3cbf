import { VERSION } from "./version.ts";

/** The programs whose versions can change the bytes of an artefact. */
export interface Toolchain {
  /** Version of this package. */
  readonly omega: string;
  readonly deno: string;
  readonly v8: string;
}

/** The toolchain that this process runs on. */
export function readToolchain(): Toolchain {
  return { omega: VERSION, deno: Deno.version.deno, v8: Deno.version.v8 };
}
