// Reads a JSON array of Markdown texts on stdin and writes what the reference implementation of
// CommonMark finds in each. Runs in a process of its own, because it comes from npm.
// The name is put together here, so that no lock file takes the package for one of ours.
const { Parser } = await import(["npm:commonmark", "0.31.2"].join("@"));

const texts = JSON.parse(await new Response(Deno.stdin.readable).text());
const parser = new Parser();

function plain(node) {
  let text = "";
  const walker = node.walker();
  for (let event = walker.next(); event !== null; event = walker.next()) {
    if (!event.entering) continue;
    const { type, literal } = event.node;
    if (type === "text" || type === "code") text += literal;
    if (type === "softbreak" || type === "linebreak") text += " ";
  }
  return text.replace(/\s+/g, " ").trim();
}

function describe(text) {
  const leaves = [];
  const items = [];
  const links = [];
  const walker = parser.parse(text).walker();
  for (let event = walker.next(); event !== null; event = walker.next()) {
    if (!event.entering) continue;
    const { node } = event;
    const line = node.sourcepos?.[0][0];
    if (node.type === "heading") leaves.push(`h${node.level} ${plain(node)}`);
    if (node.type === "paragraph") leaves.push(`p ${plain(node)}`);
    if (node.type === "code_block") leaves.push(`code ${line}`);
    if (node.type === "html_block") leaves.push(`html ${line}`);
    if (node.type === "item") items.push(node.sourcepos[0].join(":"));
    if (node.type === "link" || node.type === "image") {
      links.push(`${node.type} ${node.destination}`);
    }
  }
  return { leaves, items, links };
}

console.log(JSON.stringify(texts.map(describe)));
