/**
 * Types for `parseArgs` of npm `deno-std`, which is published without any.
 *
 * They are narrower than those of `@std/cli` on purpose: dotted and negated names, and every name
 * when no option is declared, are `unknown`. What checks here is meant to check against JSR too; the
 * reverse may need a plainer spelling.
 */

/** Options of `parseArgs`; see the documentation of `@std/cli/parse-args`. */
export interface ParseOptions<
  B extends string = string,
  S extends string = string,
  C extends string = string,
  D extends Readonly<Record<string, unknown>> = Readonly<Record<string, unknown>>,
  A extends Readonly<Record<string, string | readonly string[]>> = Readonly<
    Record<string, string | readonly string[]>
  >,
  DD extends boolean = boolean,
> {
  "--"?: DD;
  alias?: A;
  boolean?: boolean | B | readonly B[];
  collect?: C | readonly C[];
  default?: D;
  negatable?: string | readonly string[];
  stopEarly?: boolean;
  string?: S | readonly S[];
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

type WithDefault<K, T, D> = K extends keyof D ? NonNullable<T> | D[K] : T;

type Declared<B extends string, S extends string, C extends string, D> =
  & { [K in B]: K extends C ? boolean[] : WithDefault<K, boolean, D> }
  & { [K in Extract<S, C>]: string[] }
  & { [K in Exclude<S, C> as K extends keyof D ? K : never]: WithDefault<K, string, D> }
  & { [K in Exclude<S, C> as K extends keyof D ? never : K]?: string }
  & { [K in Exclude<C, S | B>]: unknown[] };

type Aliased<V, A> = {
  [
    K in keyof V as K extends keyof A
      ? A[K] extends readonly (infer N extends string)[] ? N : Extract<A[K], string>
      : never
  ]: V[K];
};

/** What `parseArgs` returns. */
export type Args<V = Record<string, unknown>, DD extends boolean = false> =
  & V
  & { _: Array<string | number> }
  & (DD extends true ? { "--": string[] } : unknown);

export function parseArgs<
  const B extends string = never,
  const S extends string = never,
  const C extends string = never,
  const D extends Readonly<Record<string, unknown>> = Record<never, never>,
  const A extends Readonly<Record<string, string | readonly string[]>> = Record<never, never>,
  const DD extends boolean = false,
>(
  args: string[],
  options?: ParseOptions<B, S, C, D, A, DD>,
): Args<
  & { [x: string]: unknown }
  & Declared<B, S, C, D>
  & Aliased<Declared<B, S, C, D>, A>,
  DD
>;
