import type { SpecificationStructure } from "../analyse_specification.ts";
import type { SpecConfig } from "../config.ts";
import { type Finding, placeAt } from "../finding.ts";
import { createOffsetMap } from "../markdown/document.ts";
import type { Requirement } from "../requirement.ts";
import { areaOf, numberOf } from "../requirement_id.ts";
import { strengthOf } from "../rfc_level.ts";

/** Rules for the requirements that a specification defines: SPEC002 and SPEC004 to SPEC008. */
export function lintRequirements(
  structure: SpecificationStructure,
  requirements: readonly Requirement[],
  config: SpecConfig,
): readonly Finding[] {
  return [
    ...requirements.flatMap((requirement, index) => [
      ...lintIds(requirement, structure.definitions[index]!.others),
      ...lintArea(requirement, config.ids.areas),
      ...lintLevel(requirement),
    ]),
    ...structure.malformed.map(({ text, leaf, offset }): Finding => {
      const toFile = createOffsetMap(structure.document, structure.document.leaves[leaf]!);
      const message = `[${text}] looks like an ID and does not follow the pattern ` +
        `${describePattern(config)}`;
      return { code: "SPEC004", message, ...placeAt(structure, toFile(offset)) };
    }),
  ];
}

function describePattern({ ids: { prefixes, digitsMin, digitsMax } }: SpecConfig): string {
  const head = prefixes.length > 0 ? prefixes.join("|") : "AREA";
  return `${head}-N with ${digitsMin} to ${digitsMax} digits`;
}

function lintIds({ id, place }: Requirement, others: readonly string[]): readonly Finding[] {
  if (others.length === 0) return [];
  const message = `${id} shares its item with ${others.join(", ")}; give each an item of its own`;
  return [{ code: "SPEC002", message, ...place }];
}

function lintArea(
  { id, place }: Requirement,
  areas: SpecConfig["ids"]["areas"],
): readonly Finding[] {
  if (Object.keys(areas).length === 0) return [];
  const area = areaOf(id);
  if (!Object.hasOwn(areas, area)) {
    return [{ code: "SPEC005", message: `${id} is of no known area`, ...place }];
  }
  const { min, max } = areas[area]!;
  const number = numberOf(id);
  if (number >= min && number <= max) return [];
  return [{ code: "SPEC005", message: `${id} is outside of ${area}'s ${min}..${max}`, ...place }];
}

function lintLevel({ id, words, level, isRemoved, place }: Requirement): readonly Finding[] {
  if (isRemoved) return [];
  if (level === "NONE") {
    return [{ code: "SPEC006", message: `${id} has no RFC 2119 word in upper case`, ...place }];
  }
  if (words.length < 2) return [];
  const list = words.map(({ word }) => word).join(", ");
  const strengths = new Set(words.map(({ word }) => strengthOf(word)));
  if (strengths.size > 1) {
    const message = `${id} has several levels (${list}); it counts as ${level}`;
    return [{ code: "SPEC007", message, ...place }];
  }
  return [{
    code: "SPEC008",
    message: `${id} makes ${words.length} statements (${list})`,
    ...place,
  }];
}
