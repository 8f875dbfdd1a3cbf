import { assert, assertEquals, assertFalse } from "@std/assert";
import {
  type Content,
  coordinate,
  embedJson,
  html,
  Markup,
  percent,
  renderName,
} from "../../src/report/html/markup.ts";

Deno.test("html() escapes every value that is no markup", () => {
  const text = `</script><b a="x" b='y'>&amp;`;
  assertEquals(
    html`<p title="${text}">${text}</p>`.text,
    `<p title="&lt;/script&gt;&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;">` +
      `&lt;/script&gt;&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;</p>`,
  );
});

Deno.test("html() takes markup, lists and nothing as they are", () => {
  const list: Content = [1, html`<i>a</i>`, ["<", [null, false]]];
  assertEquals(html`${list}${null}${new Markup("<b>")}`.text, "1<i>a</i>&lt;<b>");
});

Deno.test("html() trims the source's indentation and no value", () => {
  const value = html`<b>
      x</b>`;
  assertEquals(
    html`
      <p>
        ${value} ${"  y"}
      </p>
    `.text,
    "<p>\n<b>\nx</b>   y\n</p>",
  );
});

Deno.test("html() cuts a megabyte, renderName() a long name", () => {
  const long = "<".repeat(1_000_000);
  assert(html`${long}`.text.length < 5000);
  const name = renderName(long).text;
  assert(name.startsWith(`<bdi class="name">&lt;`) && name.length < 1000);
  assert(name.includes("… (1000000 characters)"));
});

Deno.test("embedJson() holds no character that could end a script", () => {
  const document = { a: `</script><!--<script>]]>&\u2028\u2029`, b: ["\u0000\u001b"] };
  const { text } = embedJson(document);
  assertFalse(/[<>&\u2028\u2029\p{Cc}]/u.test(text));
  assertEquals(JSON.parse(text), document);
});

Deno.test("coordinates have few digits and one text", () => {
  assertEquals([coordinate(1 / 3), coordinate(20), coordinate(-0.0001)], ["0.333", "20", "0"]);
  assertEquals([percent(1 / 3), percent(1)], ["33.333%", "100%"]);
});
