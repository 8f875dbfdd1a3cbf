import { acceptRequirements, openSpecProject } from "../../src/spec/mod.ts";
import type { Command } from "../command.ts";

/** `omega spec accept`: the texts that hold now are the ones that code and tests were made for. */
export const specAcceptCommand: Command = {
  words: ["spec", "accept"],
  summary: "Record the text of every requirement, so that a later change of it is noticed",
  flags: ["root", "ids"],
  example: "omega spec accept --ids OC-LOCK-1003,OC-LOCK-1004",
  plan(values) {
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
  },
};
