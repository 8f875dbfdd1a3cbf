import { InputError } from "../src/internal/errors.ts";
import type { Values } from "./command.ts";

/** How a result is written. */
export type SpecFormat = "text" | "sarif" | "markdown" | "html";

/**
 * The format that was asked for, `text` where none was.
 *
 * @throws {InputError} if the command cannot write it, or if text was to go to a file
 */
export function chooseFormat<T extends SpecFormat>(
  values: Values,
  formats: readonly T[],
): T | "text" {
  const given = values.text("format") ?? "text";
  const format = formats.find((one) => one === given);
  if (format === undefined) {
    throw new InputError(
      `Cannot use --format: wanted one of ${formats.join(", ")} here, found "${given}"`,
      { code: "USAGE" },
    );
  }
  if (format === "text" && values.text("out") !== undefined) {
    throw new InputError("Cannot use --out: wanted --format other than text with it, found none", {
      code: "USAGE",
    });
  }
  return format;
}
