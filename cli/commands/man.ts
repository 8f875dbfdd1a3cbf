import type { CommandRun } from "../command.ts";
import { renderManPage } from "../render/man_page.ts";

/** `omega man`: the manual page, made from the tables of commands and flags. */
export function planMan(): CommandRun {
  return ({ commands }) => {
    const page = renderManPage(commands);
    const data = { page: `${page}\n` };
    return Promise.resolve({ verdict: "DONE", violations: [], data, text: page });
  };
}
