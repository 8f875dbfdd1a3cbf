import { readText } from "./_repository.ts";

/** A function that was found in a file. */
export interface FoundFunction {
  readonly name: string;
  readonly lineCount: number;
}

/** What one look at the syntax tree of a file finds. */
export interface SourceSurvey {
  readonly path: string;
  readonly lineCount: number;
  readonly functions: readonly FoundFunction[];
  /** Uses of what only ports may touch, as they are written. */
  readonly ambientUses: readonly string[];
}

/** Clocks, timers, chance and streams that belong to a port or to the program's outer edge. */
const AMBIENT_MEMBERS = new Set([
  ...["Date.now", "performance.now", "Math.random", "crypto.getRandomValues", "crypto.randomUUID"],
  ...["Deno.args", "Deno.env", "Deno.exit", "Deno.stdin", "Deno.stdout", "Deno.stderr", "Deno.cwd"],
]);
const AMBIENT_CALLS = new Set(["setTimeout", "setInterval"]);

/** Functions of Deno that read or write files. */
const FILE_FUNCTION = new RegExp(
  "^Deno\\.(open|create|read(Dir|File|TextFile|Link)|write(Text)?File|mkdir|rename|remove|copyFile|" +
    "l?stat|realPath|symlink|link|truncate|chmod|chown|utime|makeTemp(Dir|File))(Sync)?$",
);

/** Parses a file with Deno's own parser and looks at it. Only under `deno test`. */
export function surveySource(path: string): SourceSurvey {
  const text = readText(path);
  const functions: FoundFunction[] = [];
  const ambientUses: string[] = [];
  const plugin: Deno.lint.Plugin = {
    name: "survey",
    rules: { survey: { create: (context) => watch(context, functions, ambientUses) } },
  };
  Deno.lint.runPlugin(plugin, path, text);
  return { path, lineCount: text.split("\n").length - 1, functions, ambientUses };
}

type FunctionNode =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

function watch(
  { sourceCode }: Deno.lint.RuleContext,
  functions: FoundFunction[],
  ambientUses: string[],
): Deno.lint.LintVisitor {
  const addFunction = (node: FunctionNode) =>
    void functions.push({
      name: nameOf(node),
      lineCount: sourceCode.getText(node).split("\n").length,
    });
  return {
    FunctionDeclaration: addFunction,
    FunctionExpression: addFunction,
    ArrowFunctionExpression: addFunction,
    MemberExpression(node) {
      const name = sourceCode.getText(node);
      if (AMBIENT_MEMBERS.has(name) || FILE_FUNCTION.test(name)) ambientUses.push(name);
    },
    CallExpression({ callee }) {
      if (callee.type === "Identifier" && AMBIENT_CALLS.has(callee.name)) {
        ambientUses.push(callee.name);
      }
    },
    NewExpression({ callee, arguments: given }) {
      if (callee.type === "Identifier" && callee.name === "Date" && given.length === 0) {
        ambientUses.push("new Date()");
      }
    },
  };
}

/** Its own name, that of what it is assigned to, or of the test that it is the body of. */
function nameOf(node: FunctionNode): string {
  if (node.type !== "ArrowFunctionExpression" && node.id) return node.id.name;
  const { parent } = node;
  if (parent.type === "VariableDeclarator" && parent.id.type === "Identifier") {
    return parent.id.name;
  }
  if (parent.type === "MethodDefinition" || parent.type === "Property") {
    if (parent.key.type === "Identifier") return parent.key.name;
    if (parent.key.type === "PrivateIdentifier") return `#${parent.key.name}`;
  }
  const test = parent.type === "CallExpression" ? parent.arguments[0] : undefined;
  return test?.type === "Literal" ? String(test.value) : "(anonymous)";
}
