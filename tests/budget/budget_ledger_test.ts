import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import type { LedgerOptions, SharedRequest } from "../../src/budget/mod.ts";
import {
  BudgetExhaustedError,
  BudgetLedger,
  formatMoney,
  parseMoney,
} from "../../src/budget/mod.ts";
import { InputError, WorldError } from "../../src/internal/errors.ts";
import type { Ports } from "../../src/internal/ports.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

const LIMIT: LedgerOptions = { limitOf: () => parseMoney("1"), isDurable: false };

function call(dollars: string, model = "m"): SharedRequest {
  return { model, amount: parseMoney(dollars), key: "k", attempt: 1 };
}

function inLedger(body: (path: string, folder: string) => Promise<void>): Promise<void> {
  return inTemporaryFolder((folder) => body(join(folder, "ledger.jsonl"), folder));
}

async function spentOf(ledger: BudgetLedger): Promise<readonly [spent: string, reserved: string]> {
  const account = (await ledger.read()).accounts.get("m");
  return [formatMoney(account?.spent ?? 0n), formatMoney(account?.reserved ?? 0n)];
}

Deno.test("BudgetLedger keeps what several of its users spend in one sum", async () => {
  await inLedger(async (path) => {
    {
      await using first = await BudgetLedger.open(path, LIMIT);
      await using second = await BudgetLedger.open(path, LIMIT);
      const one = await first.reserve(call("0.3"));
      const two = await second.reserve(call("0.4"));
      assertEquals(await spentOf(second), ["0", "0.7"]);
      await one.settle(parseMoney("0.1"));
      await one.settle(parseMoney("0.3"));
      await two.settle(parseMoney("0.2"));
      // Reading writes what the reader itself had not written yet.
      await second.read();
      assertEquals(await spentOf(first), ["0.3", "0"]);
      assertEquals((await first.read()).ownerCount, 2);
    }
    await using later = await BudgetLedger.open(path, LIMIT);
    assertEquals(await spentOf(later), ["0.3", "0"]);
    assertEquals((await later.read()).ownerCount, 1);
  });
});

Deno.test("BudgetLedger admits exactly at the limit, waits for room, and refuses for good", async () => {
  await inLedger(async (path) => {
    await using first = await BudgetLedger.open(path, LIMIT);
    await using second = await BudgetLedger.open(path, LIMIT);
    const held = await first.reserve(call("0.6"));
    const exact = await second.reserve(call("0.4"));
    const waiting = second.reserve(call("0.5"));
    await held.settle(parseMoney("0.1"));
    await (await waiting).settle(parseMoney("0.5"));
    await exact.settle(parseMoney("0.4"));
    const error = await assertRejects(() => first.reserve(call("0.01")), BudgetExhaustedError);
    assertEquals([error.refusal.scope, formatMoney(error.refusal.spent)], ["shared", "1"]);
  });
});

Deno.test("BudgetLedger lets 20 calls of 0.30 through 1.00, at most 3 at once", async () => {
  await inLedger(async (path) => {
    await using first = await BudgetLedger.open(path, LIMIT);
    await using second = await BudgetLedger.open(path, LIMIT);
    let [underWay, most, refused] = [0, 0, 0];
    await Promise.all(Array.from({ length: 20 }, async (_, index) => {
      try {
        const reservation = await (index % 2 ? first : second).reserve(call("0.3"));
        most = Math.max(most, ++underWay);
        await Promise.resolve();
        underWay -= 1;
        await reservation.settle(parseMoney("0.05"));
      } catch (error) {
        assert(error instanceof BudgetExhaustedError);
        refused += 1;
      }
    }));
    assertEquals([most <= 3, refused], [true, 5]);
    await second.read();
    assertEquals(await spentOf(first), ["0.75", "0"]);
  });
});

Deno.test("BudgetLedger stops waiting when aborted, when it is late, and when it is closed", async () => {
  await inLedger(async (path) => {
    await using holder = await BudgetLedger.open(path, LIMIT);
    await holder.reserve(call("0.9"));
    const stop = new AbortController();
    await using waiter = await BudgetLedger.open(path, { ...LIMIT, waitMaxMs: 20 });
    const aborted = waiter.reserve(call("0.5"), stop.signal);
    stop.abort(new Error("stop"));
    await assertRejects(() => aborted, Error, "stop");
    await assertRejects(() => waiter.reserve(call("0.5"), stop.signal), Error, "stop");
    await assertRejects(() => waiter.reserve(call("0.5")), BudgetExhaustedError);
    const closing = await BudgetLedger.open(path, LIMIT);
    const left = closing.reserve(call("0.5"));
    await Promise.all([
      assertRejects(() => left, TypeError, "closed"),
      closing[Symbol.asyncDispose](),
    ]);
    assertEquals(await spentOf(holder), ["0", "0.9"]);
  });
});

Deno.test("BudgetLedger is the same ledger by whatever path it is named", async () => {
  await inLedger(async (path, folder) => {
    await using first = await BudgetLedger.open(path, LIMIT);
    const held = await first.reserve(call("0.6"));
    await Deno.mkdir(join(folder, "links"));
    const link = join(folder, "links", "ledger.jsonl");
    await Deno.symlink(path, link);
    await using second = await BudgetLedger.open(link, { ...LIMIT, waitMaxMs: 20 });
    // Its user lives: the reservation must not expire, wherever the other one looks from.
    await assertRejects(() => second.reserve(call("0.5")), BudgetExhaustedError);
    assertEquals([(await second.read()).expiredCount, await spentOf(second)], [0, ["0", "0.6"]]);
    await held.settle(parseMoney("0.1"));
    await first.read();
    await (await second.reserve(call("0.5"))).settle(parseMoney("0.5"));
    assertEquals([...Deno.readDirSync(join(folder, "links"))].length, 1);
  });
});

Deno.test("BudgetLedger charges what its user did not settle before it left [OC-BUDGET-2403]", async () => {
  await inLedger(async (path) => {
    const careless = await BudgetLedger.open(path, LIMIT);
    const reservation = await careless.reserve(call("0.3"));
    await careless[Symbol.asyncDispose]();
    await careless[Symbol.asyncDispose]();
    await reservation.settle(0n);
    await using ledger = await BudgetLedger.open(path, LIMIT);
    const { expiredCount, expired } = await ledger.read();
    assertEquals([expiredCount, expired[0]?.pid], [1, Deno.pid]);
    assertEquals(await spentOf(ledger), ["0.3", "0"]);
  });
});

Deno.test("BudgetLedger stays small: it is replaced by its state [OC-BUDGET-2406]", async () => {
  await inLedger(async (path, folder) => {
    await using ledger = await BudgetLedger.open(path, {
      ...LIMIT,
      limitOf: () => parseMoney("1000"),
    });
    await using other = await BudgetLedger.open(path, {
      ...LIMIT,
      limitOf: () => parseMoney("1000"),
    });
    let largest = 0;
    for (let round = 0; round < 30; round++) {
      const users = Array.from({ length: 60 }, (_, index) => index % 2 ? ledger : other);
      await Promise.all(users.map(async (user) => {
        await (await user.reserve(call("0.01"))).settle(parseMoney("0.01"));
      }));
      largest = Math.max(largest, (await Deno.stat(path)).size);
    }
    assert(largest > 200_000 && largest < 320_000, `${largest} bytes`);
    await other.read();
    assertEquals(await spentOf(ledger), ["18", "0"]);
    assert((await Deno.stat(path)).size < 200_000);
    // Beside the ledger lie the two presence locks and nothing else.
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assertEquals(names.length, 3, names.join(" "));
  });
});

Deno.test("BudgetLedger cuts off what a crash left of a line, and refuses an altered one [OC-BUDGET-2404]", async () => {
  await inLedger(async (path) => {
    {
      await using ledger = await BudgetLedger.open(path, LIMIT);
      await (await ledger.reserve(call("0.3"))).settle(parseMoney("0.2"));
    }
    const whole = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, `${whole}{"event":"reserve","id":"x-1","ow`);
    {
      await using ledger = await BudgetLedger.open(path, LIMIT);
      assertEquals(await spentOf(ledger), ["0.2", "0"]);
    }
    assert(!(await Deno.readTextFile(path)).includes("x-1"));
    await Deno.writeTextFile(path, whole.replace('"cost_usd":"0.2"', '"cost_usd":"0.1"'));
    await assertRejects(() => BudgetLedger.open(path, LIMIT), InputError, "checksum");
  });
});

Deno.test("BudgetLedger leaves alone what is no ledger [OC-BUDGET-2405]", async () => {
  await inLedger(async (path, folder) => {
    for (const text of ["my notes", "my\nnotes\n", '{"schema_version":"RUN-1.0"}\n']) {
      await Deno.writeTextFile(path, text);
      await assertRejects(() => BudgetLedger.open(path, LIMIT), InputError);
      assertEquals(await Deno.readTextFile(path), text);
    }
    // An empty file may be made by mktemp.
    await Deno.writeTextFile(path, "");
    await using _ledger = await BudgetLedger.open(path, LIMIT);
    await assertRejects(() => BudgetLedger.open(join(folder, "no/ledger"), LIMIT), WorldError);
  });
});

Deno.test("BudgetLedger refuses to go on when its file is gone", async () => {
  await inLedger(async (path) => {
    const ledger = await BudgetLedger.open(path, LIMIT);
    await Deno.remove(path);
    await assertRejects(() => ledger.reserve(call("0.1")), WorldError, "is gone");
    await assertRejects(() => ledger[Symbol.asyncDispose](), WorldError, "is gone");
  });
});

/** Ports on whose disk writing fails while `isFull` says so. */
function failingPorts(isFull: () => boolean): Ports {
  const { files } = systemPorts;
  return {
    ...systemPorts,
    blockingFiles: undefined,
    files: {
      ...files,
      async open(path, options) {
        const handle = await files.open(path, options);
        return {
          ...handle,
          write: (bytes) =>
            isFull() && path.endsWith("ledger.jsonl")
              ? Promise.reject(Object.assign(new Error("no space left"), { code: "ENOSPC" }))
              : handle.write(bytes),
        };
      },
    },
  };
}

Deno.test("BudgetLedger lets nothing be sent that it cannot write down [OC-BUDGET-2402]", async () => {
  await inLedger(async (path) => {
    let isFull = false;
    const ports = failingPorts(() => isFull);
    await using ledger = await BudgetLedger.open(path, { ...LIMIT, ports });
    const reservation = await ledger.reserve(call("0.3"));
    isFull = true;
    const error = await assertRejects(() => ledger.reserve(call("0.3")), WorldError, "no space");
    assertEquals(error.code, "ENOSPC");
    await reservation.settle(parseMoney("0.1"));
    await assertRejects(() => ledger.reserve(call("0.3")), WorldError, "no space");
    isFull = false;
    // The settlement is written with the next turn that can be.
    const next = await ledger.reserve(call("0.9"));
    assertEquals(await spentOf(ledger), ["0.1", "0.9"]);
    isFull = true;
    // More than was reserved must not be lost, so that its failure is told.
    await assertRejects(() => next.settle(parseMoney("0.95")), WorldError, "no space");
    isFull = false;
  });
});

Deno.test("BudgetLedger writes a settlement soon, with or without a further call", async () => {
  await inLedger(async (path) => {
    await using first = await BudgetLedger.open(path, LIMIT);
    await using second = await BudgetLedger.open(path, LIMIT);
    await (await first.reserve(call("0.9"))).settle(parseMoney("0.1"));
    // The other one waits for room, which comes by itself.
    const waited = await second.reserve(call("0.9"));
    await waited.settle(parseMoney("0.95"));
    assertEquals(await spentOf(first), ["1.05", "0"]);
    await assertRejects(() => first.reserve(call("0.01")), BudgetExhaustedError);
  });
});
