// The newsroom as its readers meet it: with a mouse, with the keyboard alone, without scripts, enlarged, in the dark, and while the press
// office changes it. Then axe-core on every page. Started by `run`, which says what is needed.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const require = createRequire(path.join(process.env.NPM, "x.js"));
const { chromium } = require("playwright-core");
const AXE = require("axe-core").source;

const HOUSE = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const DEPESCH = process.env.DEPESCH;
const SHOTS = process.env.SHOTS;

// Of the newsroom in content/.
const RELEASE = "releases/2026/avgifter-for-simhallen/";
const ARABIC = "releases/2026/sa-sorterar-du-avfall/ar/";
const ENGLISH = "releases/2026/sa-sorterar-du-avfall/en/";
const GONE = "releases/2026/unga-aker-gratis-buss/";
const OLD = "releases/2017/skolor-och-forskolor-i-botkyrka-utvecklas-med-stod-av-skolverket/";
/** It is changed and withdrawn here, in a copy. */
const LIVE = "releases/2026/forskola-i-norra-hamnen/";
const WORDS = "Skolverket stöd";

/** What a change may take until readers see it, in milliseconds. */
const PATIENCE = 15_000;
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const NEAR_BY = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

// Checks ------------------------------------------------------------------------------------------------------------------------------

let passed = 0;
let failed = 0;

function check(what, good, seen) {
  good ? (passed += 1) : (failed += 1);
  if (good) console.log(`ok   ${what}`);
  else console.log(`FAIL ${what}${seen === undefined ? "" : `\n     seen: ${typeof seen === "string" ? seen : JSON.stringify(seen)}`}`);
  return good;
}

/** A part that breaks off is a failure, and the next one is done all the same. */
async function part(name, steps) {
  console.log(`\n== ${name}`);
  try {
    await steps();
  } catch (error) {
    check(`${name}: to its end`, false, error.stack ?? String(error));
  }
}

async function until(what, is, patience = PATIENCE) {
  const end = Date.now() + patience;
  for (;;) {
    const found = await is();
    if (found) return found;
    assert(Date.now() < end, `not within ${patience / 1000} s: ${what}`);
    await sleep(50);
  }
}

// The service -------------------------------------------------------------------------------------------------------------------------

async function freePort() {
  const server = net.createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

class Service {
  static async start(folder) {
    const service = new Service();
    service.content = path.join(folder, "content");
    service.state = path.join(folder, "state");
    fs.cpSync(path.join(HOUSE, "content"), service.content, { recursive: true });
    const port = await freePort();
    service.base = `http://127.0.0.1:${port}/`;
    const args = ["serve", "--listen", `127.0.0.1:${port}`, "--base-url", service.base, "--content", service.content, "--state", service.state];
    service.log = [];
    service.child = spawn(DEPESCH, args, { cwd: HOUSE, stdio: ["ignore", "ignore", "pipe"] });
    process.on("exit", () => service.child.kill("SIGKILL"));
    service.ended = new Promise((done) => service.child.once("exit", (code) => done((service.code = code ?? "killed"))));
    createInterface({ input: service.child.stderr }).on("line", (line) => service.log.push(line));
    const says = (line, message) => line.startsWith("{") && JSON.parse(line).message === message;
    await until(`"listening" in the log: ${service.log.join("\n")}`, () => {
      assert(service.code === undefined, `the service ended with ${service.code}:\n${service.log.join("\n")}`);
      return service.log.some((line) => says(line, "listening"));
    }, 30_000);
    return service;
  }

  at(address) {
    return this.base + address;
  }

  async status() {
    const token = fs.readFileSync(path.join(this.state, "keys/status-token"), "utf8").trim();
    return (await fetch(this.at("_status"), { headers: { authorization: `Bearer ${token}` } })).json();
  }

  async stop() {
    if (this.code === undefined) this.child.kill("SIGTERM");
    const late = sleep(20_000, "too late", { ref: false });
    const code = await Promise.race([this.ended, late]);
    if (code === "too late") this.child.kill("SIGKILL");
    return code;
  }
}

// Readers -----------------------------------------------------------------------------------------------------------------------------

/** What went wrong on pages without anybody seeing it. */
const unseen = { errors: [], policy: [], elsewhere: [], cookies: [], broken: [] };
let visited = 0;

/** A reader of their own: nothing is left of those before. */
async function reader(browser, service, settings = {}) {
  const context = await browser.newContext({ locale: "sv-SE", viewport: { width: 1280, height: 900 }, ...settings });
  context.setDefaultTimeout(PATIENCE);
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (e) => console.error(`POLICY ${e.violatedDirective} ${e.blockedURI}`));
  });
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(service.base) && !/^(data|blob|about):/.test(url)) unseen.elsewhere.push(url);
  });
  context.on("requestfailed", (request) => {
    // A browser that goes to the next page drops what the last one still waited for.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") unseen.broken.push(`${request.url()}: ${request.failure()?.errorText}`);
  });
  context.on("response", async (response) => {
    // The page itself may be missing or gone where that is asked for; what it is made of may not.
    if (response.status() >= 400 && response.request().resourceType() !== "document") unseen.broken.push(`${response.url()}: ${response.status()}`);
    if (response.headers()["set-cookie"]) unseen.cookies.push(response.url());
  });
  context.on("console", (message) => {
    const text = `${message.page()?.url()}: ${message.text()}`;
    if (/POLICY|Content Security Policy/.test(text)) unseen.policy.push(text);
    // A browser tells of a page that is missing or gone as of an error; those are asked for here.
    else if (message.type() === "error" && !/the server responded with a status of (404|410)/.test(text)) unseen.errors.push(text);
  });
  context.on("weberror", (error) => unseen.errors.push(String(error.error())));
  context.on("page", (page) => page.on("load", () => (visited += 1)));
  return context;
}

/** Cookies are looked for before a reader goes. */
async function leave(context) {
  const cookies = await context.cookies();
  unseen.cookies.push(...cookies.map((cookie) => cookie.name));
  for (const page of context.pages()) {
    if (!page.url().startsWith("http")) continue;
    const kept = await page.evaluate(() => localStorage.length + sessionStorage.length).catch(() => 0);
    if (kept) unseen.cookies.push(`storage of ${page.url()}`);
  }
  await context.close();
}

async function open(page, address) {
  const response = await page.goto(address);
  return { status: response.status(), headers: response.headers() };
}

const heading = (page) => page.locator("h1").innerText();

// What a reader does ------------------------------------------------------------------------------------------------------------------

async function reads(browser, service) {
  const context = await reader(browser, service);
  const page = await context.newPage();
  const { status, headers } = await open(page, service.base);
  check("the front page is there", status === 200 && headers["content-type"] === "text/html; charset=utf-8", headers);
  const first = page.locator(".entries a").first();
  const headline = await first.innerText();
  await first.click();
  await page.waitForURL(/\/releases\//);
  check(`a click on the first headline leads to its release: ${headline}`, (await heading(page)) === headline, await heading(page));
  const print = page.getByRole("link", { name: /^Skriv ut \(PDF/ });
  const pdf = await context.request.get(await print.evaluate((a) => a.href));
  const bytes = await pdf.body();
  check("Skriv ut (PDF) gives a PDF", pdf.status() === 200 && pdf.headers()["content-type"] === "application/pdf" && bytes.subarray(0, 5).toString() === "%PDF-",
    [pdf.status(), pdf.headers()["content-type"], bytes.subarray(0, 8).toString()]);
  const label = await print.innerText();
  check("the link says what it leads to, and no size that would make the page wait for print", label === "Skriv ut (PDF)", label);
  await leave(context);
}

async function searches(browser, service) {
  const context = await reader(browser, service, { javaScriptEnabled: false });
  const page = await context.newPage();
  await open(page, service.base);
  await page.getByRole("searchbox").fill(WORDS);
  await page.getByRole("searchbox").press("Enter");
  await page.waitForURL(/\/sok\/\?q=/);
  const hits = page.locator("main .entries > li");
  const all = await hits.count();
  check(`without scripts, Enter in the field finds "${WORDS}"`, all > 0 && (await page.locator("mark").count()) > 0, page.url());
  check("the title and the count say so", /Sök|träff/.test(await page.title()) && /träff/.test(await page.locator("#found").innerText()), await page.title());
  check("what was typed stays in the field", (await page.getByRole("searchbox").inputValue()) === WORDS);
  await page.locator("#year").selectOption("2017");
  await page.getByRole("searchbox").press("Enter");
  await page.waitForURL(/year=2017/);
  const years = await hits.locator("time").evaluateAll((times) => times.map((time) => time.dateTime.slice(0, 4)));
  check("the year filters", years.length > 0 && years.length <= all && years.every((year) => year === "2017"), years);
  check("the chosen year stays chosen", (await page.locator("#year").inputValue()) === "2017");
  const hit = hits.locator("a").first();
  const headline = await hit.innerText();
  await hit.click();
  await page.waitForURL(`**/${OLD}`);
  check("a hit leads to the release", (await heading(page)) === headline, await heading(page));
  const typed = await fetch(service.at("sok"));
  check("its address is found without the last slash too, as of other pages", typed.status === 200 && typed.url === service.at("sok/"), [typed.status, typed.url]);
  await open(page, service.at(`sok/?q=${encodeURIComponent("zebrafink ångvält")}`));
  check("nothing found: told, with what to do next", (await hits.count()) === 0 && (await page.locator("main .steps li").count()) > 0);
  const odd = `<script>alert(1)</script>"'&`;
  await open(page, service.at(`sok/?q=${encodeURIComponent(odd)}`));
  check("marks that mean something in HTML are words like others", (await page.locator("main script").count()) === 0 && (await page.getByRole("searchbox").inputValue()) === odd);
  await leave(context);
}

async function subscribes(browser, service) {
  const context = await reader(browser, service);
  const page = await context.newPage();
  await open(page, service.at("feeds/"));
  const addresses = await page.locator(".feeds textarea").evaluateAll((areas) => areas.map((area) => area.value));
  const links = await page.locator('main a[type="application/atom+xml"]').evaluateAll((all) => all.map((a) => a.href));
  const xml = [...addresses, ...links].filter((address) => /\.(rss|atom)$/.test(address));
  const wrong = [];
  for (const address of xml) {
    const answer = await context.request.get(address);
    const body = await answer.text();
    const type = address.endsWith(".rss") ? "application/rss+xml" : "application/atom+xml";
    const good = answer.status() === 200 && answer.headers()["content-type"].startsWith(type) && /^<\?xml .*?<(rss|feed)\b/s.test(body);
    const parsed = await page.evaluate((text) => new DOMParser().parseFromString(text, "application/xml").querySelector("parsererror")?.textContent, body);
    if (!good || parsed) wrong.push([address, answer.status(), parsed]);
  }
  check(`every feed named on /feeds/ is well-formed XML of its type (${xml.length})`, xml.length > 20 && !wrong.length, wrong);
  const link = page.locator("main").getByRole("link", { name: /changes\.atom/ });
  await link.click();
  await page.waitForURL(/changes\.atom/);
  check("a click on a feed shows it", /^(feed|html)$/.test(await page.evaluate(() => document.documentElement.localName)), page.url());
  await page.goBack();
  // Addresses are copied by a script that the policy lets through.
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.locator(".feeds button").first().click();
  await until("the button says Kopierat", async () => /Kopierat/.test(await page.locator(".feeds button").first().innerText()));
  check("Kopiera puts the address on the clipboard", (await page.evaluate(() => navigator.clipboard.readText())) === addresses[0]);
  await leave(context);
}

async function tabs(browser, service, address) {
  const context = await reader(browser, service);
  const page = await context.newPage();
  await open(page, service.at(address));
  const wrong = [];
  const stops = [];
  for (let i = 0; i < 15; i += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const it = document.activeElement;
      if (!it || it === document.body) return null;
      const style = getComputedStyle(it);
      const box = it.getBoundingClientRect();
      return {
        name: `${it.localName}${it.className ? `.${it.className}` : ""} ${(it.innerText ?? it.value ?? "").slice(0, 40)}`,
        shown: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none",
        inView: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
      };
    });
    if (!stop) break;
    stops.push(stop.name);
    if (!stop.shown || !stop.inView) wrong.push(stop);
  }
  const where = address || "front";
  check(`${where}: the first stop is the way past the menu`, stops[0]?.startsWith("a.skip "), stops[0]);
  check(`${where}: focus is seen at each of ${stops.length} stops`, stops.length >= 10 && !wrong.length, wrong.length ? wrong : stops);
  await open(page, service.at(address));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const inside = await page.evaluate(() => document.querySelector("main").contains(document.activeElement));
  check(`${where}: it leads past the menu`, page.url().endsWith("#main") && inside, await page.evaluate(() => document.activeElement.outerHTML.slice(0, 80)));
  await leave(context);
}

async function looks(browser, service) {
  const background = async (colorScheme) => {
    const context = await reader(browser, service, { colorScheme });
    const page = await context.newPage();
    await open(page, service.base);
    const colour = await page.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]);
    await leave(context);
    return colour;
  };
  const [light, dark] = [await background("light"), await background("dark")];
  check("in the dark, paper is #12171b and not #ffffff", light[0] === "rgb(255, 255, 255)" && dark[0] === "rgb(18, 23, 27)" && light[1] !== dark[1], [light, dark]);

  const context = await reader(browser, service);
  const page = await context.newPage();
  await open(page, service.at(ARABIC));
  const rtl = await page.evaluate(() => {
    const of = (it) => ({ lang: it.closest("[lang]").lang, direction: getComputedStyle(it).direction, said: it.closest("[dir]")?.dir });
    return [...document.querySelectorAll("h1, .words p")].filter((it) => /[\u0600-\u06ff]/.test(it.innerText)).map(of);
  });
  check("Arabic runs from right to left, and says so", rtl.length > 3 && rtl.every((it) => it.lang === "ar" && it.direction === "rtl" && it.said === "rtl"), rtl);
  await leave(context);
}

async function previews(browser, service) {
  const { withheld } = await service.status();
  check("the state tells of releases that are withheld", withheld.length >= 2, withheld);
  const context = await reader(browser, service);
  const page = await context.newPage();
  for (const { headline, preview } of withheld) {
    const { status, headers } = await open(page, preview);
    const robots = await page.locator('meta[name="robots"]').getAttribute("content");
    const notice = (await page.locator("main .notice.withheld").innerText()).toUpperCase();
    // Dates and numbers are kept together by no-break spaces.
    const shown = (await heading(page)).replaceAll("\u00a0", " ");
    check(`preview: ${headline}`, status === 200 && shown === headline, [status, shown]);
    check("  it says why it is withheld, and that it is a preview",
      /EMBARGO|UTKAST/.test(notice) && /FÖRHANDSVISNING/.test((await page.locator("header.site").innerText()).toUpperCase()), notice);
    check("  no search engine, no cache keeps it",
      /noindex/.test(robots) && /noindex/.test(headers["x-robots-tag"]) && /no-store/.test(headers["cache-control"]), headers);
    check("  no link tells where it came from", headers["referrer-policy"] === "no-referrer", headers["referrer-policy"]);
    const print = await page.getByRole("link", { name: /^Skriv ut \(PDF/ }).evaluate((a) => a.href);
    const pdf = await context.request.get(print);
    check("  its PDF is there too, in the preview only", print.startsWith(preview) && pdf.status() === 200 && (await pdf.body()).subarray(0, 5).toString() === "%PDF-", [print, pdf.status()]);
    const folder = new URL(preview).pathname.split("/").slice(3).join("/");
    check("  its own address is not there yet", (await fetch(service.at(folder))).status === 404);
    const pasted = await fetch(preview.replace(/\/$/, ""));
    check("  it opens without the last slash too", pasted.status === 200 && pasted.url === preview, [pasted.status, pasted.url]);
    check("  another token opens nothing", (await fetch(preview.replace(/\/[0-9a-f]{40}\//, `/${"0".repeat(40)}/`))).status === 404);
    await page.locator("header.site a").first().click();
    await page.waitForURL(service.base);
    check("  the way back leads to the public front page", page.url() === service.base);
  }
  await leave(context);
  return withheld;
}

async function changes(browser, service) {
  const context = await reader(browser, service);
  const page = await context.newPage();
  const address = service.at(LIVE);
  await open(page, address);
  const file = path.join(service.content, LIVE, "release.md");
  const text = fs.readFileSync(file, "utf8");
  const headline = "Ändrad medan någon läste: förskolan får två avdelningar till";
  fs.writeFileSync(file, text.replace(/^headline = .*$/m, `headline = ${JSON.stringify(headline)}`));
  const begun = Date.now();
  await until("the new headline after a reload", async () => {
    await page.reload();
    return (await heading(page)) === headline;
  });
  check(`a file is saved, and a reload shows the new headline (after ${Date.now() - begun} ms)`, true);
  await open(page, service.at("nyhetsarkiv/"));
  await page.reload();
  check("the archive has it too", (await page.locator("main").innerText()).includes(headline));
  const feed = await (await fetch(service.at("feed.atom"))).text();
  check("and the feed", feed.includes(headline));

  execFileSync(DEPESCH, ["withdraw", LIVE.split("/")[2], "--note", "Uppgifterna stämde inte.", "--content", service.content], { stdio: "pipe" });
  await open(page, address);
  const status = await until("410 after a reload", async () => {
    const status = (await page.reload()).status();
    return status !== 200 && status;
  });
  const main = await page.locator("main").innerText();
  check("withdrawn: 410, Återkallat and why", status === 410 && /Återkallat/.test(main) && main.includes("Uppgifterna stämde inte."), [status, main.slice(0, 300)]);
  const lead = /^lead = "(.{40})/m.exec(text)?.[1];
  check("nothing of its text is left", lead && !main.includes(lead), lead);
  const pdf = await context.request.get(`${address}${LIVE.split("/")[2]}.pdf`);
  check("its PDF is withdrawn too", pdf.status() === 410, pdf.status());
  await open(page, service.at(`sok/?q=${encodeURIComponent("förskolan avdelningar till")}`));
  check("the search does not find it", !(await page.locator("main").innerText()).includes(headline));
  await leave(context);
}

// Every page --------------------------------------------------------------------------------------------------------------------------

/** The kinds of pages that must be among those that are looked at. */
function kindOf({ address, status, dirs }) {
  const is = (pattern) => pattern.test(address);
  if (status === 404) return "404";
  if (status === 410) return "410";
  if (is(/^forhandsvisning\//)) return "preview";
  if (is(/^$/)) return "front";
  if (is(/^nyhetsarkiv\/$/)) return "archive";
  if (is(/^nyhetsarkiv\/\d+\/$/)) return "year";
  if (is(/^amnen\//)) return "topic";
  if (is(/^avdelningar\//)) return "department";
  if (is(/^releases\/\d+\/[^/]+\/$/)) return "release";
  if (is(/^releases\//)) return dirs.includes("rtl") ? "right to left" : "translation";
  if (is(/^feeds\/$/)) return "feeds";
  if (is(/^press\/$/)) return "press";
  if (is(/^tillganglighet\/$/)) return "accessibility statement";
  if (is(/^sok\//)) return dirs.hits ? "search with hits" : "search";
  return "other list";
}
const KINDS = ["front", "archive", "year", "topic", "department", "other list", "release", "translation", "right to left", "feeds", "press",
  "accessibility statement", "search", "search with hits", "404", "410", "preview"];

/** From the front page to all that links lead to on this host: pages with a browser that keeps the policy, everything else by its bytes. */
async function crawl(browser, service, withheld) {
  const context = await reader(browser, service);
  const page = await context.newPage();
  const secrets = withheld.flatMap(({ headline, preview }) => [headline, new URL(preview).pathname.split("/")[2], new URL(preview).pathname.split("/").at(-2)]);
  const seeds = ["", "sitemap.xml", "feeds.opml", "robots.txt", "sok/", `sok/?q=${encodeURIComponent(WORDS)}`, "sok/?q=zebrafink", "sok/?q=solvik", "sok/?q=tillsvidaretext",
    "finns-inte/", "releases/2026/avgifter-simhallen/", GONE, ARABIC, ENGLISH];
  const queue = seeds.map((seed) => ({ url: service.at(seed), from: "here" }));
  const known = new Set(queue.map(({ url }) => url));
  const pages = new Map();
  const files = new Map();
  const anchors = [];
  const dead = [];
  const leaks = [];
  const detours = new Set();
  while (queue.length) {
    const { url, from } = queue.shift();
    const answer = await fetch(url);
    const type = answer.headers.get("content-type") ?? "";
    const body = Buffer.from(await answer.arrayBuffer());
    const here = answer.url;
    if (answer.redirected) detours.add(url);
    const asked = url.includes("finns-inte") || url.includes("avgifter-simhallen");
    if (answer.status !== 200 && answer.status !== 410 && !asked) dead.push(`${url}: ${answer.status} (from ${from})`);
    const text = /text|xml|json|opml/.test(type) ? body.toString() : "";
    for (const secret of secrets) if (text.includes(secret)) leaks.push(`${here} holds ${secret}`);
    let links = [];
    if (type.startsWith("text/html")) {
      if (pages.has(here)) continue;
      const { status } = await open(page, here);
      const seen = await page.evaluate(() => ({
        links: [...document.querySelectorAll("a[href], link[href], img[src], script[src]")].map((it) => it.href || it.src),
        ids: [...document.querySelectorAll("[id]")].map((it) => it.id),
        dirs: [...document.querySelectorAll("h1[dir], .words[dir]")].map((it) => it.dir),
        hits: document.querySelectorAll("main .entries > li").length > 0,
      }));
      links = seen.links;
      const address = here.slice(service.base.length);
      pages.set(here, { url: here, address, status, ids: seen.ids, kind: kindOf({ address, status, dirs: Object.assign(seen.dirs, { hits: seen.hits }) }) });
    } else {
      files.set(here, { type, length: body.length });
      if (/xml|opml/.test(type)) links = [...text.matchAll(/(?:<loc>|xmlUrl="|htmlUrl="|<link>)(http[^<"]+)/g)].map((match) => match[1]);
    }
    for (const link of links) {
      if (!link.startsWith(service.base)) continue;
      const [target, anchor] = link.split("#");
      if (anchor) anchors.push({ target, anchor, from: here });
      if (!known.has(target)) known.add(target), queue.push({ url: target, from: here });
    }
  }
  await leave(context);
  console.log(`     ${pages.size} pages, ${files.size} other files; ${detours.size} of the addresses that links name lead on to another`);
  check("no link on this host is dead", !dead.length, dead);
  const lost = anchors.filter(({ target, anchor }) => pages.has(target) && !pages.get(target).ids.includes(decodeURIComponent(anchor)));
  check(`every link into a page finds its place (${anchors.length})`, !lost.length, lost.slice(0, 5));
  check("nothing of what is withheld stands in any page or file, nor the way to its preview", !leaks.length, leaks.slice(0, 5));
  return [...pages.values()];
}

/** axe-core, in light and dark, and each page at 320 px: the one reader here whose browser does not keep the policy, so that axe can be put in. */
async function measure(browser, service, pages) {
  const context = await reader(browser, service, { bypassCSP: true });
  const page = await context.newPage();
  const violations = [];
  const scrolling = [];
  const done = new Map();
  for (const { url, address, kind } of pages) {
    await page.setViewportSize({ width: 1280, height: 900 });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await open(page, url);
      await page.evaluate(AXE);
      const found = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] }), TAGS);
      for (const violation of found.violations) {
        violations.push(`${address || "front"}, ${colorScheme}: ${violation.id}, ${violation.nodes.length} times: ${violation.nodes[0].html.slice(0, 160)} ${violation.nodes[0].failureSummary}`);
      }
    }
    // 1280 px at 400 %.
    await page.setViewportSize({ width: 320, height: 256 });
    const wide = await page.evaluate(() => {
      const root = document.documentElement;
      const over = [...document.body.querySelectorAll("*")].filter((it) => it.getBoundingClientRect().right > root.clientWidth + 1 && !it.closest(".wide, .hidden"));
      return root.scrollWidth > root.clientWidth ? [root.scrollWidth, ...over.slice(0, 3).map((it) => it.outerHTML.slice(0, 120))] : null;
    });
    if (wide) scrolling.push([address, ...wide]);
    done.set(kind, (done.get(kind) ?? 0) + 1);
  }
  await leave(context);
  console.log(`     ${pages.length} pages: ${KINDS.map((kind) => `${kind} ${done.get(kind) ?? 0}`).join(", ")}`);
  const without = KINDS.filter((kind) => !done.get(kind));
  check("each kind of page is among them", !without.length, without);
  check(`axe-core, light and dark: no violation of WCAG 2.2 A and AA on ${pages.length} pages`, !violations.length, violations.slice(0, 20).join("\n           "));
  check(`at 320 px nothing scrolls sideways on ${pages.length} pages`, !scrolling.length, scrolling);
}

async function pictures(browser, service, folder) {
  fs.mkdirSync(folder, { recursive: true });
  const shown = { front: "", release: "releases/2026/flera-skolplatser-hosten-2026/", seed: OLD, arabic: ARABIC, corrected: RELEASE, withdrawn: GONE,
    search: `sok/?q=${encodeURIComponent("solvik skola")}`, press: "press/", feeds: "feeds/", 404: "releases/2026/avgifter-simhallen/" };
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [360, 768, 1440]) {
      const context = await reader(browser, service, { colorScheme, viewport: { width, height: 900 } });
      const page = await context.newPage();
      for (const [name, address] of Object.entries(shown)) {
        await open(page, service.at(address));
        await page.screenshot({ path: path.join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
      await leave(context);
    }
  }
  console.log(`     pictures in ${folder}`);
}

// All ---------------------------------------------------------------------------------------------------------------------------------

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "newsroom-"));
let service;
let browser;
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));
process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
try {
  service = await Service.start(folder);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: NEAR_BY });
  console.log(`${service.base} with Chromium ${browser.version()}`);
  let withheld = [];
  let pages = [];
  await part("a reader", () => reads(browser, service));
  await part("a search, without scripts", () => searches(browser, service));
  await part("feeds", () => subscribes(browser, service));
  await part("the keyboard alone", async () => {
    for (const address of ["", RELEASE, "feeds/", "sok/?q=solvik", "finns-inte/"]) await tabs(browser, service, address);
  });
  await part("dark, and from right to left", () => looks(browser, service));
  await part("previews", async () => (withheld = await previews(browser, service)));
  await part("every page and file", async () => (pages = await crawl(browser, service, withheld)));
  if (SHOTS) await part("pictures", () => pictures(browser, service, SHOTS));
  await part("axe-core", async () => {
    const previewed = withheld.map(({ preview }) => ({ url: preview, address: preview.slice(service.base.length), status: 200, kind: "preview" }));
    await measure(browser, service, [...pages, ...previewed]);
  });
  await part("changes while somebody reads", () => changes(browser, service));
  await part("what nobody sees", () => {
    check(`no error in any of ${visited} pages that were opened`, visited > 100 && !unseen.errors.length, unseen.errors.slice(0, 5));
    check("nothing that the policy forbids", !unseen.policy.length, unseen.policy.slice(0, 5));
    check("no request to another host", !unseen.elsewhere.length, unseen.elsewhere.slice(0, 5));
    check("no request that failed", !unseen.broken.length, unseen.broken.slice(0, 5));
    check("no cookies, nothing stored", !unseen.cookies.length, unseen.cookies.slice(0, 5));
    const errors = service.log.filter((line) => /"level":"ERROR"/.test(line));
    check("no error in the service's log", !errors.length, errors.slice(0, 5));
  });
} catch (error) {
  check("to the end", false, error.stack ?? String(error));
} finally {
  await browser?.close().catch(() => {});
  if (service) check("the service stops when it is told to", (await service.stop()) === 0, service.log.slice(-3).join("\n"));
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
