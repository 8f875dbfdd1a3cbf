import { assertEquals, assertThrows } from "@std/assert";
import { splitCommand } from "../../src/engine/split_command.ts";
import { InputError } from "../../src/internal/errors.ts";

Deno.test("splitCommand() parts words at blanks and keeps quoted ones together", () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    ["python3 engine.py", ["python3", "engine.py"]],
    ["  python3\t engine.py \n", ["python3", "engine.py"]],
    [`'my program' "a b" c`, ["my program", "a b", "c"]],
    [`x --name="a b"c`, ["x", "--name=a bc"]],
    [`x ""`, ["x", ""]],
    [`x 'it is "so"' "it's"`, ["x", 'it is "so"', "it's"]],
    [`C:\\tools\\x.exe $HOME *`, ["C:\\tools\\x.exe", "$HOME", "*"]],
  ];
  for (const [text, words] of table) assertEquals(splitCommand(text), words as [string], text);
  for (const text of ["", "  ", `""`]) {
    assertThrows(() => splitCommand(text), InputError, "wanted a program, found nothing");
  }
  for (const text of [`x "a`, `x 'a`, `x a"`]) {
    assertThrows(() => splitCommand(text), InputError, "found one that is not");
  }
});
