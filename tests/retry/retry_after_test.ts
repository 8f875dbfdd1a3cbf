import { assertEquals } from "@std/assert";
import { parseHttpDate, parseRetryAfter } from "../../src/retry/mod.ts";

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0);

/** Headers, and the milliseconds that they ask for. */
const ROWS: readonly (readonly [Record<string, string>, number | undefined])[] = [
  [{ "retry-after": "1" }, 1000],
  [{ "retry-after": " 120 " }, 120_000],
  [{ "RETRY-AFTER": "3" }, 3000],
  [{ "retry-after": "99999999" }, 99_999_999_000],
  [{ "retry-after-ms": "250" }, 250],
  [{ "retry-after-ms": "1500.25" }, 1500.25],
  [{ "retry-after-ms": "250", "retry-after": "9" }, 250],
  [{ "retry-after-ms": "soon", "retry-after": "9" }, 9000],
  [{ "retry-after-ms": "-5", "retry-after": "9" }, 9000],
  [{ "retry-after": "Thu, 01 Jan 2026 12:00:07 GMT" }, 7000],
  [{ "retry-after": "Thursday, 01-Jan-26 12:00:07 GMT" }, 7000],
  [{ "retry-after": "Thu Jan  1 12:00:07 2026" }, 7000],
  // Nothing that says how long to wait.
  [{}, undefined],
  [{ "retry-after": "0" }, undefined],
  [{ "retry-after-ms": "0" }, undefined],
  [{ "retry-after": "Thu, 01 Jan 2026 11:59:59 GMT" }, undefined],
  // Garbage.
  ...[
    "",
    "-1",
    "+1",
    "1.5",
    "1e3",
    "0x10",
    "Infinity",
    "NaN",
    "1 second",
    "1, 2",
    "9999999999999999",
    "tomorrow",
    "2026-01-01T12:00:07Z",
    "Thu, 1 Jan 2026 12:00:07 GMT",
    "Fri, 01 Jan 2026 12:00:07 GMT",
    "Thu, 01 Jan 2026 12:00:07 UTC",
    "Thu, 01 Jan 2026 12:00:07",
    "Thu, 01 Jan 2026 24:00:07 GMT",
    "Thu, 01 Jan 2026 12:60:07 GMT",
    "Tue, 31 Feb 2026 12:00:07 GMT",
    "Thu, 01 jan 2026 12:00:07 GMT",
    "Thu,  01 Jan 2026 12:00:07 GMT",
    "Thursday, 01-Jan-2026 12:00:07 GMT",
    "Thu Jan 01 12:00:07 26",
  ].map((text) => [{ "retry-after": text }, undefined] as const),
];

for (const [headers, wanted] of ROWS) {
  Deno.test(`parseRetryAfter() reads ${JSON.stringify(headers)} as ${wanted}`, () => {
    assertEquals(parseRetryAfter(headers, NOW), wanted);
    if (Object.values(headers).every((value) => value.trim() === value)) {
      assertEquals(parseRetryAfter(new Headers(headers), NOW), wanted);
    }
  });
}

Deno.test("parseHttpDate() reads the example of RFC 9110 in its three forms", () => {
  const wanted = Date.UTC(1994, 10, 6, 8, 49, 37);
  for (
    const text of [
      "Sun, 06 Nov 1994 08:49:37 GMT",
      "Sunday, 06-Nov-94 08:49:37 GMT",
      "Sun Nov  6 08:49:37 1994",
    ]
  ) {
    assertEquals(parseHttpDate(text, NOW), wanted, text);
  }
});

Deno.test("parseHttpDate() puts a two-digit year at most fifty years ahead", () => {
  const year = (text: string) => new Date(parseHttpDate(text, NOW)!).getUTCFullYear();
  assertEquals(year("Wednesday, 01-Jan-76 00:00:00 GMT"), 2076);
  assertEquals(year("Saturday, 01-Jan-77 00:00:00 GMT"), 1977);
});

Deno.test("parseHttpDate() knows leap days and leap seconds", () => {
  assertEquals(parseHttpDate("Thu, 29 Feb 2024 00:00:00 GMT", NOW), Date.UTC(2024, 1, 29));
  assertEquals(parseHttpDate("Wed, 29 Feb 2023 00:00:00 GMT", NOW), undefined);
  assertEquals(parseHttpDate("Sat, 31 Dec 2016 23:59:60 GMT", NOW), Date.UTC(2017, 0, 1));
});
