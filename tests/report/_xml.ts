/** What Python's parser finds in a JUnit report. */
export interface ParsedJunit {
  readonly suites: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, string>>;
  readonly cases: readonly string[];
  /** Type, message and text of each. */
  readonly failures: readonly string[];
  readonly errors: readonly string[];
}

const READ_JUNIT = `
import json, sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
suites = root.findall("testsuite")
told = lambda name: [" ".join([one.get("type"), one.get("message"), one.text or ""])
                     for one in root.iter(name)]
print(json.dumps({
  "suites": len(suites),
  "attributes": suites[0].attrib,
  "properties": {one.get("name"): one.get("value") for one in root.iter("property")},
  "cases": [one.get("name") for one in root.iter("testcase")],
  "failures": told("failure"),
  "errors": told("error"),
}))
`;

/** Parses a JUnit report by Python's parser, and by libxml2's where it is installed. */
export async function parseXml(path: string): Promise<ParsedJunit> {
  await runTool("xmllint", ["--noout", path], { isOptional: true });
  return JSON.parse(await runTool("python3", ["-c", READ_JUNIT, path]));
}

async function runTool(
  program: string,
  args: readonly string[],
  { isOptional = false }: { readonly isOptional?: boolean } = {},
): Promise<string> {
  try {
    const command = new Deno.Command(program, { args: [...args], stdin: "null" });
    const { code, stdout, stderr } = await command.output();
    const decoder = new TextDecoder();
    if (code !== 0) throw new Error(`${program}: ${decoder.decode(stderr)}`);
    return decoder.decode(stdout);
  } catch (error) {
    if (isOptional && error instanceof Deno.errors.NotFound) {
      console.warn(`skipped: ${program} is not installed`);
      return "";
    }
    throw error;
  }
}
