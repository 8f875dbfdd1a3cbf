import { analyseSpecification } from "./analyse_specification.ts";
import { DEFAULT_CONFIG, type SpecConfig } from "./config.ts";
import { scanMarkdown } from "./markdown/scan_markdown.ts";
import { readRequirements } from "./read_requirements.ts";
import type { Requirement } from "./requirement.ts";
import { createIdGrammar } from "./requirement_id.ts";

/**
 * Reads the requirements that one Markdown text defines. Never throws, whatever the text.
 *
 * @param path Its path from the root of its repository, which links in it depend on
 * @param text The text
 * @param config What its IDs look like. @default {@linkcode DEFAULT_CONFIG}
 * @returns The requirements in document order
 */
export function readSpecificationText(
  path: string,
  text: string,
  config: Pick<SpecConfig, "ids"> = DEFAULT_CONFIG,
): readonly Requirement[] {
  const options = { grammar: createIdGrammar(config.ids), positions: config.ids.definitions };
  return readRequirements(analyseSpecification(path, scanMarkdown(text), options));
}
