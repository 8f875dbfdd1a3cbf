import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { formatMoney, parseMoney } from "../../src/budget/mod.ts";
import type { LedgerEvent } from "../../src/budget/ledger_event.ts";
import { LedgerFile } from "../../src/budget/ledger_file.ts";
import { InputError } from "../../src/internal/errors.ts";
import type { Ports } from "../../src/internal/ports.ts";
import { systemPorts } from "../../src/internal/ports.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";

/** The ports without blocking calls, as a test with a file system of its own has them. */
const asyncOnly: Ports = { ...systemPorts, files: { ...systemPorts.files } };

/** So many events are more than the file holds before it is replaced by its state. */
const MANY = 2_000;

const OWNER = { token: "t", pid: 1, since: "2026-01-01T00:00:00.000Z" };

function reserve(id: number): LedgerEvent {
  const reservation = { id: `t-${id}`, owner: "t", model: "m", amount: parseMoney("0.01") };
  return { event: "reserve", reservation };
}

function settle(id: number): LedgerEvent {
  return { event: "settle", id: `t-${id}`, cost: parseMoney("0.01") };
}

/** Reservations with their settlements behind them. */
function calls(from: number, count: number): readonly LedgerEvent[] {
  return Array.from({ length: count }, (_, index) => [reserve(from + index), settle(from + index)])
    .flat();
}

function sumsOf({ state }: LedgerFile): readonly string[] {
  const { spent, reserved } = state.accountOf("m");
  return [formatMoney(spent), formatMoney(reserved)];
}

async function open(path: string, ports: Ports): Promise<LedgerFile> {
  const file = new LedgerFile(path, { ports, isDurable: false });
  await file.create();
  await file.refresh();
  return file;
}

async function write(file: LedgerFile, events: readonly LedgerEvent[]): Promise<void> {
  file.stage(events);
  await file.commit();
}

for (const [name, ports] of [["blocking", systemPorts], ["asynchronous", asyncOnly]] as const) {
  Deno.test(`commit() goes on in the file that the one before replaced (${name} files)`, async () => {
    await inTemporaryFolder(async (folder) => {
      const path = join(folder, "ledger.jsonl");
      const file = await open(path, ports);
      await write(file, [{ event: "join", owner: OWNER }]);
      // One turn under the lock: what ended, which makes the file too large, then what begins.
      await write(file, calls(0, MANY));
      assert((await Deno.stat(path)).size < 2_000, "the file was not replaced by its state");
      await write(file, [reserve(MANY)]);
      await file.flush();
      assertEquals(sumsOf(file), ["20", "0.01"]);
      file.close();
      const again = await open(path, ports);
      assertEquals(sumsOf(again), ["20", "0.01"]);
      assertEquals(again.state.reservations.map(({ id }) => id), [`t-${MANY}`]);
      again.close();
    });
  });
}

Deno.test("refresh() follows a file that somebody else replaced, and reads on in it", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "ledger.jsonl");
    const [one, other] = [await open(path, systemPorts), await open(path, systemPorts)];
    await write(one, [{ event: "join", owner: OWNER }, reserve(0)]);
    await other.refresh();
    assertEquals(sumsOf(other), ["0", "0.01"]);
    await write(one, [settle(0), ...calls(1, MANY)]);
    await one.refresh();
    await write(one, [reserve(MANY + 1)]);
    await other.refresh();
    assertEquals(sumsOf(other), ["20.01", "0.01"]);
    await write(other, [settle(MANY + 1)]);
    await one.refresh();
    assertEquals(sumsOf(one), ["20.02", "0"]);
    one.close();
    other.close();
    other.close();
  });
});

Deno.test("refresh() refuses an event that cannot have happened", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "ledger.jsonl");
    const [writer, reader] = [await open(path, systemPorts), await open(path, systemPorts)];
    await write(writer, [{ event: "join", owner: OWNER }, reserve(0), settle(0)]);
    const [state, join_, reserved, settled] = (await Deno.readTextFile(path)).split("\n");
    await Deno.writeTextFile(path, [state, join_, reserved, settled, settled, ""].join("\n"));
    await assertRejects(
      () => reader.refresh(),
      InputError,
      'ledger.jsonl:5": reservation t-0 is not open',
    );
    writer.close();
    reader.close();
  });
});
