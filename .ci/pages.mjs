// Opens pages in a headless browser and fails on anything that axe finds, on
// any request besides the page itself, and on any word of the console: in light
// and dark, wide and narrow, with everything unfolded.
// Usage: node pages.mjs CHROMIUM FOLDER_WITH_NODE_MODULES PAGE.html...
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const [chromium, folder, ...files] = process.argv.slice(2);
const require = createRequire(pathToFileURL(resolve(folder, "x.js")));
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const views = [
  { name: "light", scheme: "light", width: 1280 },
  { name: "dark", scheme: "dark", width: 1280 },
  { name: "narrow", scheme: "light", width: 360 },
];
let bad = 0;
const fail = (...words) => { bad++; console.error("FAIL", ...words); };

const browser = await puppeteer.launch({ executablePath: chromium, headless: true, protocolTimeout: 600_000, args: ["--no-sandbox", "--disable-gpu"] });
for (const file of files) {
  const url = pathToFileURL(resolve(file)).href;
  for (const view of views) {
    const page = await browser.newPage();
    await page.setViewport({ width: view.width, height: 900 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: view.scheme }]);
    page.on("request", (r) => { if (r.url() !== url) fail(file, view.name, "asks for", r.url()); });
    page.on("console", (m) => fail(file, view.name, "console:", m.text()));
    page.on("pageerror", (e) => fail(file, view.name, "error:", e.message));
    await page.goto(url, { waitUntil: "load", timeout: 120_000 });
    await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) fail(file, view.name, `is ${wide} pixels wider than the window`);
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    for (const v of found.violations) {
      fail(file, view.name, v.id, v.help, `(${v.nodes.length})`, v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(" | "));
    }
    console.log(file, view.name, `axe ${found.testEngine.version}:`, `${found.violations.length} violations,`, `${found.passes.length} rules pass,`, `${found.incomplete.length} left to people`);
    await page.close();
  }
}
await browser.close();
process.exit(bad ? 1 : 0);
