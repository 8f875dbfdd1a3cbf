import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../src/internal/errors.ts";
import type { Json } from "../../src/internal/json.ts";
import { canonicalJson, formatJson, lineJson, parseJson } from "../../src/internal/json.ts";

// The example of RFC 8785, section 3.2.2 and 3.2.3.
Deno.test("canonicalJson() gives the bytes of RFC 8785 [OC-DET-0305]", () => {
  const value = parseJson(
    `{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
      "literals": [null, true, false]
    }`,
    "example",
  );
  assertEquals(
    canonicalJson(value as Json),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

Deno.test("canonicalJson() sorts keys by UTF-16 code unit, integer-like ones too", () => {
  const value = { "\ufb33": 1, "😀": 2, "10": 3, "9": 4, b: 5, B: 6, é: 7 };
  assertEquals(
    canonicalJson(value),
    '{"10":3,"9":4,"B":6,"b":5,"é":7,"😀":2,"\ufb33":1}',
  );
});

Deno.test("formatJson() writes two-space indent, the given order and a final newline [OC-DET-0306]", () => {
  const text = formatJson({ b: [1, { c: "x" }], a: {}, d: [], e: undefined });
  assertEquals(
    text,
    '{\n  "b": [\n    1,\n    {\n      "c": "x"\n    }\n  ],\n  "a": {},\n  "d": []\n}\n',
  );
  assertEquals(text, JSON.stringify({ b: [1, { c: "x" }], a: {}, d: [] }, null, 2) + "\n");
});

Deno.test("lineJson() writes one line in the given order", () => {
  assertEquals(lineJson({ b: "\n", a: [1] }), '{"b":"\\n","a":[1]}');
});

Deno.test("writing refuses what JSON cannot hold and names the place [OC-DET-0307]", () => {
  const table: readonly (readonly [unknown, string])[] = [
    [{ a: [1, NaN] }, "$.a[1]: wanted a JSON value, found NaN"],
    [{ a: Infinity }, "$.a: wanted a JSON value, found Infinity"],
    [{ a: "\ud800" }, "$.a: wanted a JSON value, found a string with a lone surrogate"],
    [{ "\udc00": 1 }, "found a key with a lone surrogate"],
    [[1n], "$[0]: wanted a JSON value, found a value of type bigint"],
    [() => 1, "$: wanted a JSON value, found a value of type function"],
  ];
  for (const [value, text] of table) {
    for (const write of [canonicalJson, formatJson, lineJson]) {
      assertThrows(() => write(value as Json), TypeError, text);
    }
  }
});

Deno.test("parseJson() names the place of what is wrong [OC-INPUT-0401]", () => {
  const table: readonly (readonly [string, string])[] = [
    ['{\n  "a": 1,\n}', "line 3, column 1"],
    ["", 'Cannot read "f.json": wanted JSON, found Unexpected end of JSON input'],
    ["nul", "wanted JSON"],
    ["{} x", "wanted JSON"],
    ['{"a":1,\n "b":{"a":2,"a":3}}', 'found "a" again at line 2, column 13'],
    ['{"a":1,"\\u0061":2}', 'found "\\u0061" again at line 1, column 8'],
    ['{"a\\\\":":{[","a\\\\":"\\""}', 'found "a\\\\" again at line 1, column 14'],
    [
      "[".repeat(201) + "]".repeat(201),
      "wanted at most 200 levels, found more at line 1, column 201",
    ],
  ];
  for (const [text, part] of table) {
    assertThrows(() => parseJson(text, "f.json"), InputError, part);
  }
});

Deno.test("parseJson() takes equal keys of different objects, and keys as values", () => {
  for (const text of ['[{"a":"a"},{"a":{"a":["a","a"]}}]', '{"a":"{\\"a\\":\\\\","b":":[["}']) {
    assertEquals(parseJson(text, "f"), JSON.parse(text));
  }
});

Deno.test("parseJson() is linear in brackets and quotes", () => {
  const text = "[" + '"[{\\"",'.repeat(200_000) + "1]";
  assertEquals((parseJson(text, "f") as unknown[]).length, 200_001);
});
