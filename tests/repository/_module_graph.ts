import { join, toFileUrl } from "@std/path";
import { thisDeno } from "../../tools/this_deno.ts";
import { ROOT } from "./_repository.ts";

/** What modules import, types included, as Deno resolves it. */
export interface ModuleGraph {
  /** Files of the repository that each file imports; paths relative to the root. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** Packages and built-in modules that each file imports, as it names them. */
  readonly packages: ReadonlyMap<string, readonly string[]>;
}

interface Resolved {
  readonly specifier?: string;
}
interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly specifier: string;
    readonly code?: Resolved;
    readonly type?: Resolved;
  }[];
}

const ROOT_URL = toFileUrl(join(ROOT, "/")).href;
/** Where packages come from on a network without JSR: not ours to judge. */
const STAND_INS = "tools/npm_only/";

/** Asks Deno for everything that a module imports, directly and indirectly. */
export async function readModuleGraph(entry: string): Promise<ModuleGraph> {
  const [program, ...args] = thisDeno("info", "--json", entry);
  const { success, stdout, stderr } = await new Deno.Command(program!, { args, cwd: ROOT })
    .output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot read the imports of "${entry}": ${decoder.decode(stderr)}`);
  const { modules } = JSON.parse(decoder.decode(stdout)) as { modules: readonly Module[] };
  const files = new Map<string, string[]>();
  const packages = new Map<string, string[]>();
  for (const { specifier, dependencies = [] } of modules) {
    const path = ownPath(specifier);
    if (path === null) continue;
    const targets = dependencies.flatMap(({ code, type }) =>
      [code, type].map((resolved) => ownPath(resolved?.specifier ?? "")).filter(isOwn)
    );
    files.set(path, [...new Set(targets)]);
    packages.set(
      path,
      dependencies.map((one) => one.specifier).filter((name) => !/^\.{0,2}\//.test(name)),
    );
  }
  return { files, packages };
}

function ownPath(url: string): string | null {
  if (!url.startsWith(ROOT_URL)) return null;
  const path = url.slice(ROOT_URL.length);
  return path.startsWith(STAND_INS) ? null : path;
}

function isOwn(path: string | null): path is string {
  return path !== null;
}

/** Puts graphs together. */
export function mergeGraphs(graphs: readonly ModuleGraph[]): ModuleGraph {
  return {
    files: new Map(graphs.flatMap(({ files }) => [...files])),
    packages: new Map(graphs.flatMap(({ packages }) => [...packages])),
  };
}

/**
 * Finds the cycles of a graph: its strongly connected components of more than one node, by
 * Tarjan's algorithm (SIAM J. Comput. 1(2), 1972).
 */
export function findCycles(edges: ReadonlyMap<string, readonly string[]>): readonly string[][] {
  const order = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const visit = (node: string): number => {
    const mine = order.size;
    order.set(node, mine);
    let lowest = mine;
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      if (!order.has(next)) lowest = Math.min(lowest, visit(next));
      else if (stack.includes(next)) lowest = Math.min(lowest, order.get(next)!);
    }
    if (lowest === mine) {
      const members = stack.splice(stack.indexOf(node)).sort();
      if (members.length > 1) cycles.push(members);
    }
    return lowest;
  };
  for (const node of edges.keys()) if (!order.has(node)) visit(node);
  return cycles;
}
