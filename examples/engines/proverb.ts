/**
 * An engine as a TypeScript module: it asks the model for a proverb and judges it by counting.
 *
 * omega stress --engine module:examples/engines/proverb.ts --count 20
 *
 * Copy it and change what it asks for and how it judges. All calls go through the provider of the
 * run, so that budget, retries and faults are around them, and the random numbers of a run come
 * from its seed, so that a run can be repeated.
 *
 * @module
 */
import type { Engine } from "@omega/readiness/engine";

/** What the proverbs are about, one subject for each run by its seed. */
const SUBJECTS = ["patience", "tools", "rain", "neighbours", "bread"];

/** Words that a proverb shall not have. */
const BANNED = ["very", "really", "leverage"];

const engine: Engine = {
  name: "proverb",
  async run({ run, seed }, { provider, ports, signal, model = "default" }) {
    const subject = SUBJECTS[seed % SUBJECTS.length]!;
    const answer = await provider.generate({
      model,
      messages: [{ role: "user", content: `Write one proverb about ${subject}, in 20 words.` }],
      outputMaxTokens: 64,
      temperature: 0.7,
    }, { key: "proverb", attempt: 1, seed, ports, signal });

    // An answer that was cut off or filtered is no proverb: reject, and the run has no score.
    if (answer.finishReason !== "stop" && answer.finishReason !== "unknown") {
      throw new Error(`Cannot judge the proverb: its text ended with ${answer.finishReason}`);
    }
    const words = answer.text.toLowerCase().match(/\p{L}+/gu) ?? [];
    const bannedCount = words.filter((word) => BANNED.includes(word)).length;
    const isShort = words.length > 0 && words.length <= 60;
    const hardScore = bannedCount === 0 ? 1 : 0;
    const softScore = isShort ? 1 : Math.min(1, 60 / Math.max(words.length, 1));
    return {
      hardScore,
      softScore,
      hardPass: hardScore === 1,
      softPass: isShort,
      output: answer.text,
      artifacts: [{ path: "proverb.txt", content: `${run}. ${subject}: ${answer.text}\n` }],
    };
  },
};

export default engine;
