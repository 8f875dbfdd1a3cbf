import { assert, assertEquals } from "@std/assert";
import { JsonCursor } from "../../src/internal/cursor.ts";
import { formatRunDocument, readOutcome } from "../../src/engine/outcome_document.ts";
import { join } from "@std/path";
import { listFiles, readText } from "../repository/_repository.ts";
import { askPeer, skipVisibly } from "../spec/_peer.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { makeOutputs, type Output } from "./_outputs.ts";
import { undescribed } from "./_undescribed.ts";

const FOLDER = "docs/schemas";

const schemas = new Map<string, Record<string, unknown>>([
  ["calibration", JSON.parse(readText("calibration/calibration.schema.json"))],
  ...listFiles(`${FOLDER}/*.schema.json`).map((path) =>
    [path.slice(FOLDER.length + 1, -".schema.json".length), JSON.parse(readText(path))] as const
  ),
]);

/** Files of the repository that people write or copy, by the schema that they keep. */
const OWN_FILES: readonly (readonly [string, string])[] = [
  ["calibration/calibration.json", "calibration"],
  ["calibration/chaos-config.json", "chaos-config"],
  ["calibration/preflight.json", "preflight-config"],
  ["calibration/prices.json", "prices"],
  ["omega.spec.json", "omega.spec"],
  ["examples/en/plan.json", "plan"],
  ["examples/en/intent.json", "intent"],
  ["examples/fr/plan.json", "plan"],
  ["examples/fr/intent.json", "intent"],
];

/** Validates documents; null where the validator cannot be had. */
async function validate(documents: readonly Output[]): Promise<readonly string[] | null> {
  const request = { schemas: Object.fromEntries(schemas), documents };
  const problems = await askPeer<string[][]>("_ajv_peer.js", import.meta.url, request);
  return problems?.flatMap((list, index) =>
    list.map((problem) => `${documents[index]!.source} (${documents[index]!.schema}) ${problem}`)
  ) ?? null;
}

const ownFiles = OWN_FILES.map(([path, schema]): Output => ({
  source: path,
  schema,
  document: JSON.parse(readText(path)),
}));

/** What a stress and an engine in another language say to each other, with every member. */
const ENGINE_DOCUMENTS: readonly Output[] = [
  {
    source: "document to an engine",
    schema: "engine-run",
    document: JSON.parse(
      formatRunDocument({ run: 1, seed: 7 }, { model: "m", inputs: { plan: { a: [1, null] } } }),
    ),
  },
  {
    source: "document from an engine",
    schema: "engine-outcome",
    document: {
      hard_score: 1,
      soft_score: 0.5,
      hard_pass: true,
      soft_pass: false,
      artifacts: [{ path: "a.txt", content: "" }],
      scenes: [{ scene_id: "s", hard_score: 1, soft_score: 0, hard_pass: true, soft_pass: false }],
      output: "a",
    },
  },
];

/** The data of a requirements file, as a reader of YAML that is not ours sees it; null without one. */
async function readRequirements(path: string): Promise<Output | null> {
  const texts = [await Deno.readTextFile(path)];
  const values = await askPeer<unknown[][]>("../spec/_yaml_peer.js", import.meta.url, texts);
  if (values === null) skipVisibly("npm:yaml");
  return values && { source: path, schema: "requirements", document: values[0]![1] };
}

Deno.test("files of the repository keep their schemas, which are valid themselves", async () => {
  const problems = await validate(ownFiles);
  if (problems === null) return skipVisibly("ajv");
  assertEquals(problems, []);
});

Deno.test("a schema refuses a document without one of its members, or with a wrong one", async () => {
  const broken = ownFiles.flatMap(({ source, schema, document }) => {
    const required = (schemas.get(schema)!.required ?? []) as readonly string[];
    return required.map((name): Output => {
      const { [name]: _gone, ...rest } = document as Record<string, unknown>;
      return { source: `${source} without ${name}`, schema, document: rest };
    });
  });
  assert(broken.length > 20);
  const problems = await validate(broken);
  if (problems === null) return skipVisibly("ajv");
  for (const { source } of broken) assert(problems.some((one) => one.startsWith(source)), source);
});

Deno.test({
  name: "everything that omega writes keeps its schema, and every member is described",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inTemporaryFolder(async (root) => {
      const outputs = [...await makeOutputs(root), ...ENGINE_DOCUMENTS];
      const requirements = await readRequirements(join(root, "requirements/10-locks.yaml"));
      if (requirements !== null) outputs.push(requirements);
      const known = [...outputs, ...ownFiles].map(({ schema }) => schema);
      if (requirements === null) known.push("requirements");
      assertEquals([...new Set(known)].sort(), [...schemas.keys()].sort());
      assertEquals(
        outputs.flatMap(({ source, schema, document }) =>
          undescribed(document, schemas.get(schema)!).map((place) => `${source} ${schema} ${place}`)
        ),
        [],
      );
      const problems = await validate(outputs);
      if (problems === null) return skipVisibly("ajv");
      assertEquals(problems, []);
    }),
});

Deno.test("the schemas of engines say what the reader of their documents says", () => {
  const { document } = ENGINE_DOCUMENTS[1]!;
  const outcome = readOutcome(new JsonCursor(document, "document from an engine"));
  assertEquals(outcome.scenes?.length, 1);
});

Deno.test("docs/file-formats.md names every schema", () => {
  const text = readText("docs/file-formats.md");
  for (const name of schemas.keys()) assert(text.includes(`${name}.schema.json`), name);
});
