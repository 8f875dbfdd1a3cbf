import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join, toFileUrl } from "@std/path";
import { writeStressOutputs } from "../../src/report/mod.ts";
import { HOSTILE_LINE } from "../report/_hostile.ts";
import { fixtureRequest, textOfRun, writeFixtureTexts } from "../report/_stress_fixture.ts";
import { inTemporaryFolder } from "../temporary_folder.ts";
import { Browser, findChromium } from "./chromium.ts";
import type { Page } from "./page.ts";

const program = findChromium();
if (program === null) {
  console.warn("skipped: the browser tests need Chromium (apt-get install chromium), found none");
}

const DESKTOP = { width: 1200, height: 900 };
const TITLE = "document.getElementById('run-title').textContent";
const IS_OPEN = "document.getElementById('run').open";

/** Everything that a step needs: a browser, and the address of a report. */
interface Scene {
  readonly browser: Browser;
  readonly url: string;
}

/** One browser for all steps: starting it takes longer than all of them. */
Deno.test({
  name: "report.html in Chromium",
  ignore: program === null,
  async fn(test) {
    await inTemporaryFolder(async (folder) => {
      await writeFixtureTexts(folder, 60);
      const options = { runCount: 60, errorEvery: 20 };
      await writeStressOutputs(
        await fixtureRequest(folder, options, { engine: HOSTILE_LINE, model: HOSTILE_LINE }),
      );
      const url = toFileUrl(join(folder, "report.html")).href;
      await using browser = await Browser.start(program!);
      for (const [name, step] of STEPS) {
        await test.step(name, () => step({ browser, url }));
      }
    });
  },
});

/** A page that does everything that the report must not do. */
const LOUD_PAGE = `<img src="http://127.0.0.1:9/x.png"><script>console.error("loud");
  setTimeout(() => { throw new Error("louder"); })</script>`;

const STEPS: readonly (readonly [string, (scene: Scene) => Promise<void>])[] = [
  ["sees requests, console errors and exceptions of a page that has them", seesLoudPages],
  ["shows its charts, asks for nothing and says nothing to the console", showsCharts],
  ["opens a run by keyboard, turns to the next, and gives the focus back", opensByKeyboard],
  ["opens a run by click, and closes it beside the frame", opensByClick],
  ["opens the run that the address names", opensByAddress],
  ["moves along the timeline by arrow keys", scrubs],
  ["is dark where the system is, light on paper and by choice", followsTheme],
  ["fits a small screen and shows every number without a script", fitsSmallScreens],
];

async function expectQuiet(page: Page, url: string): Promise<void> {
  assertEquals(page.messages, []);
  assertEquals(page.requests.map((request) => request.replace(/#.*|^(data:).*/, "$1")), [
    url,
    ...page.requests.filter((request) => request.startsWith("data:")).map(() => "data:"),
  ]);
  assertEquals(await page.evaluate("performance.getEntriesByType('resource').length"), 0);
}

async function seesLoudPages({ browser }: Scene): Promise<void> {
  const page = await browser.open(`data:text/html,${encodeURIComponent(LOUD_PAGE)}`, DESKTOP);
  await page.waitFor("document.readyState === 'complete'");
  await page.evaluate("new Promise((resolve) => setTimeout(resolve, 50))");
  assert(page.requests.includes("http://127.0.0.1:9/x.png"));
  const said = page.messages.join("\n");
  for (const part of ["loud", "louder", "exceptionThrown"]) assertStringIncludes(said, part);
}

async function showsCharts({ browser, url }: Scene): Promise<void> {
  const page = await browser.open(url, DESKTOP);
  for (const id of ["hard-scores", "soft-scores", "timeline", "latency-chart"]) {
    const chart = `document.querySelector("#${id} svg.chart")`;
    const marks = `${chart}.querySelectorAll("rect, circle, path").length`;
    assert(await page.evaluate<number>(marks) > 5, id);
    const box = await page.evaluate<{ width: number; height: number }>(
      `(({ width, height }) => ({ width, height }))(${chart}.getBoundingClientRect())`,
    );
    assert(box.width > 300 && box.height > 100, `${id}: ${JSON.stringify(box)}`);
  }
  assertEquals(await page.evaluate("document.querySelectorAll('.strip').length"), 5);
  assertStringIncludes(await page.evaluate<string>("document.body.textContent"), HOSTILE_LINE);
  assertEquals(await page.evaluate("document.querySelectorAll('img').length"), 0);
  await expectQuiet(page, url);
}

async function opensByKeyboard({ browser, url }: Scene): Promise<void> {
  const page = await browser.open(url, DESKTOP);
  await page.evaluate("document.querySelector('a[data-run=\"3\"]').focus()");
  await page.press("Enter", 13);
  await page.waitFor(IS_OPEN);
  assertEquals(await page.evaluate(TITLE), "Run 3");
  const text = "document.querySelector('.run-text').textContent";
  assertEquals(await page.evaluate(text), textOfRun(3));
  assertEquals(await page.evaluate("document.querySelectorAll('#run-body tbody tr').length"), 5);
  await page.press("ArrowRight", 39);
  assertEquals(await page.evaluate(TITLE), "Run 4");
  await page.press("Escape", 27);
  await page.waitFor(`!${IS_OPEN}`);
  assertEquals(await page.evaluate("document.activeElement.dataset.run"), "3");
  // History is changed a moment after the dialog has gone.
  await page.waitFor("location.hash === ''");
  await expectQuiet(page, url);
}

async function opensByClick({ browser, url }: Scene): Promise<void> {
  const page = await browser.open(url, DESKTOP);
  await page.click('a[data-run="20"]');
  await page.waitFor(IS_OPEN);
  assertEquals(await page.evaluate(TITLE), "Run 20");
  const body = await page.evaluate<string>("document.getElementById('run-body').textContent");
  assertStringIncludes(body, "RETRY_EXHAUSTED");
  assertEquals(await page.evaluate("location.hash"), "#run-20");
  await page.evaluate("document.getElementById('run').click()");
  await page.waitFor(`!${IS_OPEN}`);
  await expectQuiet(page, url);
}

async function opensByAddress({ browser, url }: Scene): Promise<void> {
  const page = await browser.open(`${url}#run-5`, DESKTOP);
  await page.waitFor(IS_OPEN);
  assertEquals(await page.evaluate(TITLE), "Run 5");
  await page.click("#run-close");
  await page.waitFor(`!${IS_OPEN}`);
  await expectQuiet(page, url);
}

async function scrubs({ browser, url }: Scene): Promise<void> {
  const page = await browser.open(url, DESKTOP);
  await page.evaluate("document.getElementById('scrub').focus()");
  for (let step = 0; step < 6; step++) await page.press("ArrowRight", 39);
  const output = "document.querySelector('.scrub output').textContent";
  await page.waitFor(`${output}.startsWith("run 7")`);
  const spoken = "document.getElementById('scrub').getAttribute('aria-valuetext')";
  assertStringIncludes(await page.evaluate<string>(spoken), "run 7: hard 0.");
  const cursor = "getComputedStyle(document.querySelector('[data-cursor]')).visibility";
  assertEquals(await page.evaluate(cursor), "visible");
  await page.click('.scrub a[data-run="7"]');
  await page.waitFor(IS_OPEN);
  assertEquals(await page.evaluate(TITLE), "Run 7");
  await expectQuiet(page, url);
}

async function followsTheme({ browser, url }: Scene): Promise<void> {
  const page = await browser.open(url, DESKTOP);
  const paper = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
  const [light, dark, white] = ["rgb(251, 250, 247)", "rgb(21, 24, 27)", "rgb(255, 255, 255)"];
  await page.emulate({ theme: "light" });
  assertEquals(await paper(), light);
  await page.emulate({ theme: "dark" });
  assertEquals(await paper(), dark);
  await page.evaluate("document.getElementById('theme-light').click()");
  assertEquals(await paper(), light);
  await page.emulate({ theme: "light" });
  await page.evaluate("document.getElementById('theme-dark').click()");
  assertEquals(await paper(), dark);
  await page.emulate({ theme: "dark", media: "print" });
  assertEquals(await paper(), white);
  await expectQuiet(page, url);
}

async function fitsSmallScreens({ browser, url }: Scene): Promise<void> {
  const page = await browser.open("about:blank", { width: 400, height: 800 });
  await page.send("Emulation.setScriptExecutionDisabled", { value: true });
  await page.load(url, { width: 400, height: 800 });
  await page.send("Emulation.setScriptExecutionDisabled", { value: false });
  const width = await page.evaluate<number>("document.documentElement.scrollWidth");
  assert(width <= 400, `${width}`);
  const noscript = await page.evaluate<string>("document.querySelector('noscript').textContent");
  assertStringIncludes(noscript, "runs/0000");
  assertEquals(await page.evaluate("document.querySelector('.scrub').hidden"), true);
  assertStringIncludes(await page.evaluate<string>("document.body.innerText"), "hard_pass_rate");
}
