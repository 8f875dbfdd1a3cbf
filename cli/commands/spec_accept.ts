import { acceptRequirements, openSpecProject } from "../../src/spec/mod.ts";
import type { CommandRun, Values } from "../command.ts";

/** `omega spec accept`: the texts that hold now are the ones that code and tests were made for. */
export function planSpecAccept(values: Values): CommandRun {
  const root = values.text("root") ?? ".";
  const ids = values.text("ids")?.split(",").map((id) => id.trim());
  return async ({ ports }) => {
    const project = await openSpecProject(root, ports);
    const changed = await acceptRequirements(project, ports, ids);
    const count = changed.length === 0 ? "nothing changed" : `${changed.length} changed`;
    return {
      verdict: "DONE",
      violations: [],
      data: { accepted: changed, record: project.config.accepted },
      text: [...changed, `spec accept: ${count} in ${project.config.accepted}`].join("\n"),
    };
  };
}
