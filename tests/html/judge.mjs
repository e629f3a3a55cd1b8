// What others' judges say of HTML files: html-validate of the text, axe-core and the browser itself of the page.
// Prints one line of JSON a file. `BROWSER` names the browser; with `AXE`, axe-core runs and the page is printed too. No address beyond the file may be asked for.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const { HtmlValidate } = require("html-validate");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
// The standard lets a header cell hold what folds; the validator takes it for a section of its own.
const elements = ["html5", { details: { inherit: "details", sectioning: false } }];
// Matters of taste, which depend on what a text ends with and how long a name is.
const rules = { "long-title": "off", "no-trailing-whitespace": "off" };
const validator = new HtmlValidate({ root: true, extends: ["html-validate:recommended"], elements, rules });

// In the folder of who asks, who removes it: processes of the browser may write a moment longer than it lives.
const profile = mkdtempSync(join(tmpdir(), "otpdoctor-judge-"));
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"];
const quiet = ["--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe"];
const browser = spawn(process.env.BROWSER, [...flags, ...quiet, `--user-data-dir=${profile}`], {
  stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
});
const patience = setTimeout(() => leave(new Error("the browser takes longer than two minutes")), 120_000);
browser.on("error", leave);

function leave(error) {
  clearTimeout(patience);
  browser.kill("SIGKILL");
  if (error) {
    console.error(error);
    process.exitCode = 1;
  }
}

// The browser's own protocol: messages that end with a NUL, over two pipes.
let calls = 0;
let unread = "";
const waiting = new Map();
let listen = () => {};
browser.stdio[4].setEncoding("utf8").on("data", (data) => {
  unread += data;
  for (let end; (end = unread.indexOf("\0")) >= 0; unread = unread.slice(end + 1)) {
    const message = JSON.parse(unread.slice(0, end));
    const [done, failed] = waiting.get(message.id) ?? [];
    waiting.delete(message.id);
    if (message.error) failed?.(new Error(JSON.stringify(message.error)));
    else if (message.id) done?.(message.result);
    else listen(message.method, message.params);
  }
});

function call(method, params = {}, sessionId = undefined) {
  return new Promise((done, failed) => {
    waiting.set(++calls, [done, failed]);
    browser.stdio[3].write(JSON.stringify({ id: calls, method, params, sessionId }) + "\0");
  });
}

async function open(file) {
  const { targetId } = await call("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await call("Target.attachToTarget", { targetId, flatten: true });
  const page = (method, params) => call(method, params, sessionId);
  const seen = { asked: [], said: [] };
  const loaded = new Promise((done) => {
    listen = (method, params) => {
      if (method === "Page.loadEventFired") done();
      if (method === "Network.requestWillBeSent") seen.asked.push(params.request.url);
      if (method === "Log.entryAdded") seen.said.push(params.entry.text);
    };
  });
  for (const domain of ["Page", "Network", "Log", "Runtime"]) await page(`${domain}.enable`);
  await page("Page.navigate", { url: pathToFileURL(file).href });
  await loaded;
  return { page, seen, close: () => call("Target.closeTarget", { targetId }) };
}

async function evaluate(page, expression) {
  const answer = await page("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
  if (answer.exceptionDetails) throw new Error(JSON.stringify(answer.exceptionDetails));
  return answer.result.value;
}

const look = (page, width, scheme, media = "") =>
  page("Emulation.setDeviceMetricsOverride", { width, height: 900, deviceScaleFactor: 1, mobile: false }).then(() =>
    page("Emulation.setEmulatedMedia", { media, features: [{ name: "prefers-color-scheme", value: scheme }] }),
  );

const WIDTH = "document.documentElement.scrollWidth";
const HEIGHT = "document.documentElement.scrollHeight";
const DOM = `(() => {
  const count = {};
  for (const one of document.querySelectorAll("*")) count[one.localName] = (count[one.localName] ?? 0) + 1;
  const all = [...document.querySelectorAll("*")];
  const handlers = all.flatMap((one) => [...one.attributes]).filter((one) => /^on|^style$/.test(one.name)).length;
  const links = [...document.querySelectorAll("a[href]")].map((one) => one.getAttribute("href"));
  const dead = links.filter((href) => !href.startsWith("#") || !document.getElementById(href.slice(1)));
  return { count, handlers, dead };
})()`;
// Whether what is folded is there on paper: the text of the first finding that has some. What passed or is waived is a line there.
const ON_PAPER = `(() => {
  const folded = document.querySelector(".finding:not(.pass, .waived):not([open])");
  const shown = folded && getComputedStyle(folded, "::details-content").contentVisibility === "visible";
  return !folded || shown && folded.querySelector(".where").getBoundingClientRect().height > 0;
})()`;

// The printed page: its sheets, and what stands badly on them. A heading at the foot of a sheet has lost its text; so has a
// sheet with hardly a line.
const HEADINGS = `[...document.querySelectorAll("h1, h2, h3, h4, figcaption, caption, .area > summary")]
  .map((one) => one.textContent.replace(/\\s+/g, " ").trim())`;

async function print(page, file) {
  const headings = await evaluate(page, HEADINGS);
  const { data } = await page("Page.printToPDF", { preferCSSPageSize: true, printBackground: true });
  writeFileSync(file, Buffer.from(data, "base64"));
  const layout = execFileSync("pdftotext", ["-bbox-layout", file, "-"], { encoding: "utf8", maxBuffer: 1 << 28 });
  const sheets = layout.split("<page ").slice(1).map((sheet) =>
    sheet.split("<line ").slice(1).map((line) => ({
      foot: Number(/yMax="([^"]+)"/.exec(line)[1]),
      text: [...line.matchAll(/<word [^>]*>([^<]*)</g)].map((word) => word[1]).join(" "),
    })),
  );
  const orphans = sheets.flatMap((lines, index) => {
    const last = lines.reduce((one, next) => (next.foot > one.foot ? next : one), { foot: 0, text: "" });
    const heading = index < sheets.length - 1 && headings.some((one) => one === last.text || (last.text.split(" ").length > 2 && one.endsWith(last.text)));
    return lines.length < 4 || heading ? [`sheet ${index + 1} ends with: ${last.text}`] : [];
  });
  return { sheets: sheets.length, orphans };
}

// What reads badly on a phone: a word of a table's head cut into pieces, a caption that leaves its frame, a line of the
// headline that begins with a comma, a failure in the matrix that has to be scrolled to.
const BROKEN = `(() => {
  const texts = (root) => {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const all = [];
    while (walk.nextNode()) all.push(walk.currentNode);
    return all;
  };
  const range = (node, from, to) => {
    const one = document.createRange();
    one.setStart(node, from);
    one.setEnd(node, to);
    return one;
  };
  const broken = [];
  for (const node of [...document.querySelectorAll("thead th")].flatMap(texts)) {
    for (const word of node.data.matchAll(/\\S+/g)) {
      const lines = range(node, word.index, word.index + word[0].length).getClientRects();
      if (new Set([...lines].map((one) => one.top)).size > 1) broken.push("in pieces: " + word[0]);
    }
  }
  for (const caption of document.querySelectorAll("caption")) {
    const frame = caption.closest(".scroll") ?? document.documentElement;
    const right = frame.getBoundingClientRect().right;
    const all = texts(caption).flatMap((node) => [...range(node, 0, node.length).getClientRects()]);
    if (all.some((one) => one.right > right + 1)) broken.push("cut off: " + caption.textContent);
  }
  for (const cell of document.querySelectorAll(".matrix td .fail")) {
    const right = cell.closest(".scroll").getBoundingClientRect().right;
    if (cell.getBoundingClientRect().right > right) broken.push("out of sight in the matrix: " + cell.getAttribute("href"));
  }
  const headline = document.querySelector("h1");
  let line = -Infinity;
  for (const node of texts(headline)) {
    for (let place = 0; place < node.length; place++) {
      const box = range(node, place, place + 1).getBoundingClientRect();
      if (!box.width) continue;
      if (box.top > line + 4 && node.data[place] === ",") broken.push("begins with a comma: " + headline.textContent);
      line = box.top;
    }
  }
  return broken;
})()`;

async function axeSays(page, tags) {
  const options = JSON.stringify({ runOnly: tags, resultTypes: ["violations"] });
  const { violations } = await evaluate(page, `axe.run(document, ${options})`);
  return violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.html} ${node.failureSummary}`)}`);
}

// All rules in light at a desk with everything unfolded; what depends on colors and width in dark on a phone too.
async function accessible(page) {
  await evaluate(page, axe);
  await evaluate(page, "document.querySelectorAll('details').forEach((one) => { one.open = true; })");
  await look(page, 1440, "light");
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const desk = await axeSays(page, { type: "tag", values: tags });
  await look(page, 390, "dark");
  return [...desk, ...(await axeSays(page, { type: "rule", values: ["color-contrast", "target-size"] }))];
}

async function judge(file) {
  const text = readFileSync(file, "utf8");
  const report = await validator.validateString(text);
  const messages = report.results.flatMap((one) => one.messages);
  const { page, seen, close } = await open(file);
  const verdict = { validator: messages.slice(0, 20).map((one) => `${one.line}: ${one.ruleId}: ${one.message}`) };
  await look(page, 1440, "light");
  verdict.dom = await evaluate(page, DOM);
  verdict.desk = await evaluate(page, WIDTH);
  await look(page, 1280, "light");
  verdict.desk_height = await evaluate(page, HEIGHT);
  await look(page, 390, "light");
  verdict.phone = await evaluate(page, WIDTH);
  verdict.phone_height = await evaluate(page, HEIGHT);
  verdict.broken = await evaluate(page, BROKEN);
  await look(page, 794, "light", "print");
  verdict.on_paper = await evaluate(page, ON_PAPER);
  if (process.env.AXE) Object.assign(verdict, await print(page, `${file}.pdf`), { axe: await accessible(page) });
  await close();
  return { ...verdict, ...seen };
}

try {
  for (const file of process.argv.slice(2)) console.log(JSON.stringify(await judge(file)));
  leave();
} catch (error) {
  leave(error);
}
