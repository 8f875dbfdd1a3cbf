import { assertEquals, assertThrows } from "@std/assert";
import { InputError } from "../../../src/internal/errors.ts";
import { readJUnit } from "../../../src/spec/mod.ts";

function outcomes(body: string): readonly string[] {
  return readJUnit(`<testsuites>${body}</testsuites>`, "junit.xml")
    .map(({ name, className, outcome }) => `${className}/${name} ${outcome}`);
}

Deno.test("readJUnit() tells passed, failed and skipped tests in nested suites", () => {
  const text = `<?xml version="1.0" encoding="UTF-8"?>
    <!-- made by a tool -->
    <testsuites tests="3">
      <properties><property name="a" value="b"/></properties>
      <testsuite name="outer">
        <testcase name="a &lt;&amp;&#62;&#x22;" classname="c"/>
        <testsuite name="inner"><testcase name="b" class='d'><failure message="x">y</failure></testcase></testsuite>
        <testcase name="c"><system-out><![CDATA[ <failure/> ]]></system-out></testcase>
        <testcase name="d"><skipped/></testcase>
        <testcase name="e"><error/><skipped/></testcase>
        <testcase name="f"><skipped/><failure/></testcase>
        <testcase name="g"><flakyFailure/></testcase>
        <testcase name="h" status="notrun"/>
        <testcase name="i" status="run" result="suppressed"/>
        <testcase name="j" status="failed"/>
        <testcase name="k"><properties><property name="failure"/></properties></testcase>
      </testsuite>
    </testsuites>`;
  const cases = readJUnit(text, "junit.xml");
  assertEquals(cases.map(({ name, outcome }) => `${name}: ${outcome}`), [
    'a <&>": passed',
    "b: failed",
    "c: passed",
    "d: skipped",
    "e: failed",
    "f: failed",
    "g: passed",
    "h: skipped",
    "i: skipped",
    "j: failed",
    "k: passed",
  ]);
  assertEquals(cases.slice(0, 2).map(({ className }) => className), ["c", "d"]);
  assertEquals(readJUnit('<testsuite><testcase name="a"/></testsuite>', "x").length, 1);
  assertEquals(outcomes(""), []);
});

Deno.test("readJUnit() refuses what is no JUnit file, with line and column [OC-SPEC-8305]", () => {
  const deep = "<a>".repeat(300) + "</a>".repeat(300);
  const table: readonly (readonly [string, string])[] = [
    ["", "wanted an element, found none at line 1, column 1"],
    ["text", "found text outside of the root element"],
    ["<html/>", "wanted testsuites or testsuite as root, found html"],
    ["<testsuite>", "wanted </testsuite>, found the end of the file"],
    ["<testsuite></testsuites>", "wanted </testsuite>, found </testsuites> at line 1, column 12"],
    ["<testsuite/>\n<testsuite/>", "wanted one root element, found two at line 2, column 1"],
    ["<testsuite/>x", "text outside of the root element"],
    ["</testsuite>", "wanted no end tag, found </testsuite>"],
    ["<testsuite a=b/>", 'wanted a quote, found "b"'],
    ["<testsuite a='1' a='2'/>", "wanted each attribute once, found a again"],
    ["<testsuite a='1'b='2'/>", 'wanted a blank, / or >, found "b"'],
    ["<testsuite a='<'/>", "wanted &lt; in an attribute"],
    ["<testsuite a='x", "wanted the quote's end"],
    ["<testsuite a='&nope;'/>", "wanted an entity of XML, found &nope;"],
    ["<testsuite a='&constructor;'/>", "wanted an entity of XML"],
    ["<testsuite a='&'/>", "wanted an entity of XML, found &"],
    ["<testsuite a='&#1114112;'/>", "wanted an entity of XML"],
    ["<!DOCTYPE a [<!ENTITY b 'c'>]><testsuite/>", "wanted no document type, found one"],
    ["<testsuite><!-- </testsuite>", "wanted -->, found the end of the file"],
    ["<testsuite><![CDATA[ </testsuite>", "wanted ]]>, found the end of the file"],
    ["<1/>", 'wanted a name, found "1"'],
    [`<testsuite>${deep}</testsuite>`, "wanted at most 200 levels, found more"],
    ['<?xml version="1.0" encoding="UTF-16"?><testsuite/>', "wanted UTF-8, found UTF-16"],
  ];
  for (const [text, part] of table) {
    assertThrows(() => readJUnit(text, "junit.xml"), InputError, part, text.slice(0, 80));
  }
});

Deno.test("readJUnit() is linear on hostile documents", () => {
  const units = [
    "<a>",
    "<a ",
    "<a b='",
    "&lt;",
    "<!--",
    "<![CDATA[",
    "<?",
    "</",
    "<testcase name='x'/>",
    "  ",
  ];
  for (const unit of units) {
    const text = `<testsuite>${unit.repeat(1_000_000 / unit.length)}`;
    const startMs = performance.now();
    assertThrows(() => readJUnit(text, "x"), InputError);
    const elapsedMs = performance.now() - startMs;
    assertEquals(elapsedMs < 5000, true, `${unit}: ${elapsedMs} ms`);
  }
});
