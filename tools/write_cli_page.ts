/**
 * Writes `docs/cli.md` from the tables of commands and flags.
 *
 * @module
 */
import { COMMANDS } from "../cli/command_table.ts";
import { renderCliPage } from "./cli_page.ts";

if (import.meta.main) Deno.writeTextFileSync("docs/cli.md", renderCliPage(COMMANDS));
