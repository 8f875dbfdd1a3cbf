import type { JsonObject } from "../internal/json.ts";
import { VERSION } from "../internal/version.ts";
import { SPEC_CODE_NAMES, SPEC_CODES } from "./codes.ts";
import type { Finding } from "./finding.ts";

// OC-SPEC-8206 impl
/**
 * Findings as a SARIF 2.1.0 log: one run, one rule for each code, paths relative to the root of the
 * repository, columns in UTF-16 code units.
 */
export function toSarif(findings: readonly Finding[]): JsonObject {
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{
      tool: {
        driver: {
          name: "omega spec",
          semanticVersion: VERSION,
          rules: SPEC_CODE_NAMES.map((id) => ({
            id,
            name: ruleName(SPEC_CODES[id][0]),
            shortDescription: { text: SPEC_CODES[id][1] },
            defaultConfiguration: { level: "error" },
          })),
        },
      },
      columnKind: "utf16CodeUnits",
      originalUriBaseIds: { ROOT: { description: { text: "The root of the repository" } } },
      results: findings.map(toResult),
    }],
  };
}

function toResult({ code, message, path, line, utf16Column }: Finding): JsonObject {
  return {
    ruleId: code,
    ruleIndex: SPEC_CODE_NAMES.indexOf(code),
    level: "error",
    message: { text: message },
    locations: [{
      physicalLocation: {
        artifactLocation: {
          uri: path.split("/").map(encodeURIComponent).join("/"),
          uriBaseId: "ROOT",
        },
        region: { startLine: line, startColumn: utf16Column },
      },
    }],
  };
}

/** `item-without-id` as `ItemWithoutId`: SARIF wants a readable identifier. */
function ruleName(name: string): string {
  return name.split("-").map((part) => part[0]!.toUpperCase() + part.slice(1)).join("");
}
