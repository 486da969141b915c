// Edits a migration through the client library of the protocol's makers, as an
// editor would: node editor.mjs CANDOR FOLDER-WITH-NODE_MODULES TREE
// The tree is a clean copy of the sample company, which is written to.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [candor, modules, tree] = process.argv.slice(2);
const require = createRequire(join(modules, "/"));
const lsp = require("vscode-languageserver-protocol/node");

const server = spawn(candor, ["lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const ended = new Promise((done) => server.on("exit", done));
const conn = lsp.createProtocolConnection(
  new lsp.StreamMessageReader(server.stdout),
  new lsp.StreamMessageWriter(server.stdin),
);
const uri = (name) => pathToFileURL(join(tree, name)).href;
const fail = (why) => {
  const lines = [...standing].map(([u, ds]) => u + ": " + ds.map((d) => d.range.start.line + 1 + " " + d.code));
  console.error(["FAIL: " + why, "at the editor stands", ...lines].join("\n"));
  server.kill();
  process.exit(1);
};

// What stands at the editor, by URI. An empty list takes everything back.
const standing = new Map();
let waiting = [];
conn.onNotification(lsp.PublishDiagnosticsNotification.type, (p) => {
  if (p.diagnostics.length) standing.set(p.uri, p.diagnostics);
  else standing.delete(p.uri);
  waiting = waiting.filter((w) => !w());
});
let watched = false;
conn.onRequest(lsp.RegistrationRequest.type, (p) => {
  watched = p.registrations.some((r) => r.method === "workspace/didChangeWatchedFiles");
});
conn.onError((e) => fail(e));
conn.listen();

const until = (what, holds, seconds = 30) =>
  new Promise((done) => {
    const timer = setTimeout(() => fail("waited in vain for: " + what), seconds * 1000);
    const look = () => {
      if (!holds()) return false;
      clearTimeout(timer);
      done();
      return true;
    };
    if (!look()) waiting.push(look);
  });
const codes = (name) => (standing.get(uri(name)) ?? []).map((d) => d.code);
const ok = (what, holds) => (holds ? console.log("ok:", what) : fail(what));

const hello = await conn.sendRequest(lsp.InitializeRequest.type, {
  processId: process.pid,
  rootUri: uri(""),
  workspaceFolders: [{ uri: uri(""), name: "sample" }],
  capabilities: {
    textDocument: { publishDiagnostics: { relatedInformation: true, versionSupport: true, dataSupport: true } },
    workspace: { didChangeWatchedFiles: { dynamicRegistration: true } },
  },
});
ok("the server introduces itself", hello.serverInfo?.name === "candor");
await conn.sendNotification(lsp.InitializedNotification.type, {});

// What a clean tree says all the same: what can't be told, and one warning.
const state = () => JSON.stringify([...standing].filter(([, ds]) => ds.length).sort());
await until("the first scan, which tells of files in their order", () => codes("site/security.md").length > 0);
const clean = state();
ok("a clean tree has no error", ![...standing.values()].flat().some((d) => d.severity === lsp.DiagnosticSeverity.Error));

const name = "db/migrations/0099_invites.sql";
const broken = "-- +goose Up\ncreate table public.invites (\n  organization_id uuid not null references public.organizations\n);\n";
const mended =
  broken +
  "alter table public.invites enable row level security;\nalter table public.invites force row level security;\n" +
  "create policy invites_tenant on public.invites using (organization_id = app.current_organization()) with check (organization_id = app.current_organization());\n";
await conn.sendNotification(lsp.DidOpenTextDocumentNotification.type, {
  textDocument: { uri: uri(name), languageId: "sql", version: 1, text: broken },
});
await until("the bare table", () => codes(name).includes("rls/table-without-rls"));
const found = standing.get(uri(name)).find((d) => d.code === "rls/table-without-rls");
ok("it names the claim that it makes untrue", found.data.claims.length > 0 && /claim/.test(found.message));
ok("the claim is an error in candor.yaml, too", codes("candor.yaml").includes("claim"));

const hover = await conn.sendRequest(lsp.HoverRequest.type, { textDocument: { uri: uri(name) }, position: found.range.start });
ok("hover explains the rule", /Mend it/.test(hover.contents.value) && /rls\/table-without-rls/.test(hover.contents.value));

// Typing: one edit after the other, of which the last one counts.
let version = 1;
const type = async (text) => {
  version++;
  await conn.sendNotification(lsp.DidChangeTextDocumentNotification.type, {
    textDocument: { uri: uri(name), version },
    contentChanges: [{ text }],
  });
};
const change = async (text, what, holds) => {
  const start = performance.now();
  await type(text);
  await until(what, holds);
  return performance.now() - start;
};
for (let i = 20; i > 0; i--) await type(mended.slice(0, -i));
await change(mended, "a clean tree", () => !standing.has(uri(name)) && !codes("candor.yaml").includes("claim"));
const times = [];
for (let i = 0; i < 10; i++) {
  times.push(await change(broken, "the bare table", () => codes(name).includes("rls/table-without-rls")));
  times.push(await change(mended, "a clean file", () => !standing.has(uri(name))));
}
times.sort((a, b) => a - b);
console.log(`from keystroke to answer: median ${Math.round(times[10])} ms, most ${Math.round(times.at(-1))} ms, of ${times.length}`);

// Closed without saving, nothing of it is left.
await change(broken, "the bare table", () => codes(name).includes("rls/table-without-rls"));
await conn.sendNotification(lsp.DidCloseTextDocumentNotification.type, { textDocument: { uri: uri(name) } });
await until("nothing left of a file that was never saved", () => state() === clean);

// Written to disk by somebody else, and deleted.
ok("the server asks to be told of files", watched);
writeFileSync(join(tree, name), broken);
const event = (type) => conn.sendNotification(lsp.DidChangeWatchedFilesNotification.type, { changes: [{ uri: uri(name), type }] });
await event(lsp.FileChangeType.Created);
await until("a file that is not open", () => codes(name).includes("rls/table-without-rls"));
rmSync(join(tree, name));
await event(lsp.FileChangeType.Deleted);
await until("nothing left of a deleted file", () => state() === clean);

// candor.yaml with a misspelt key.
const config = readFileSync(join(tree, "candor.yaml"), "utf8");
await conn.sendNotification(lsp.DidOpenTextDocumentNotification.type, {
  textDocument: { uri: uri("candor.yaml"), languageId: "yaml", version: 1, text: config.replace("\nclaims:", "\nclaimz:") },
});
await until("the misspelt key", () => (standing.get(uri("candor.yaml")) ?? []).some((d) => /claimz/.test(d.message)));
const typo = standing.get(uri("candor.yaml")).find((d) => /claimz/.test(d.message));
const actions = await conn.sendRequest(lsp.CodeActionRequest.type, {
  textDocument: { uri: uri("candor.yaml") },
  range: typo.range,
  context: { diagnostics: [typo] },
});
const edits = actions.find((a) => a.isPreferred)?.edit.changes[uri("candor.yaml")];
ok("a fix writes the right key", edits?.[0].newText === "claims");
await conn.sendNotification(lsp.DidChangeTextDocumentNotification.type, {
  textDocument: { uri: uri("candor.yaml"), version: 2 },
  contentChanges: edits.map((e) => ({ range: e.range, text: e.newText })),
});
await until("a candor.yaml that is right again", () => state() === clean);
const rules = config.split("\n").findIndex((l) => /^ +rules: \[/.test(l));
const offered = await conn.sendRequest(lsp.CompletionRequest.type, {
  textDocument: { uri: uri("candor.yaml") },
  position: { line: rules, character: config.split("\n")[rules].indexOf("[") + 1 },
});
ok("rules are offered", offered.some((i) => i.label === "rls/table-without-rls" && i.documentation.value.length > 100));
await conn.sendNotification(lsp.DidCloseTextDocumentNotification.type, { textDocument: { uri: uri("candor.yaml") } });
await until("nothing left of candor.yaml", () => state() === clean);

await conn.sendRequest(lsp.ShutdownRequest.type);
await conn.sendNotification(lsp.ExitNotification.type);
ok("the server ends by itself, with 0", (await ended) === 0);
