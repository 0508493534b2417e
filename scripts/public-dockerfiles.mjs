// node scripts/public-dockerfiles.mjs OUT CLONE...: writes every Dockerfile of the given git clones (of moby/buildkit and
// moby/moby, say) into the folder OUT: files by name, BuildKit's parser tests, and the string literals with a FROM in the
// Go tests of builders. One file for each content, named by its digest; OUT/index.json tells where each comes from. The
// tables of BuildKit's word lexer go along as OUT/envVarTest and OUT/wordsTest. All are others' work and stay out of the
// project: test/dockerfile/public.engine.test.ts and public-words.test.ts read them from DBUILD_PUBLIC_DOCKERFILES=OUT.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const [out, ...clones] = process.argv.slice(2);
if (out === undefined || clones.length === 0) {
  process.stderr.write("usage: node scripts/public-dockerfiles.mjs OUT CLONE...\n");
  process.exit(2);
}
mkdirSync(out, { recursive: true });

const index = {};
for (const clone of clones) {
  for (const file of git(clone, "ls-tree", "-r", "-z", "--name-only", "HEAD").toString().split("\0")) {
    const table = /^frontend\/dockerfile\/shell\/(envVarTest|wordsTest)$/.exec(file);
    if (table) writeFileSync(path.join(out, table[1]), git(clone, "show", `HEAD:${file}`));
    const literals = isGoTest(file);
    if (!literals && !isDockerfile(file)) continue;
    const content = git(clone, "show", `HEAD:${file}`);
    const texts = literals ? goLiterals(content.toString()) : [content];
    for (const [at, text] of texts.entries()) keep(Buffer.from(text), `${clone}:${file}${literals ? `#${at}` : ""}`);
  }
}
writeFileSync(path.join(out, "index.json"), `${JSON.stringify(index, null, 1)}\n`);
process.stdout.write(`${Object.keys(index).length} Dockerfiles in ${out}\n`);

function git(clone, ...words) {
  return execFileSync("git", ["-C", clone, ...words], { maxBuffer: 2 ** 28 });
}

function isDockerfile(file) {
  if (/(^|\/)vendor\//.test(file) || /\.(go|md|sh|json|ya?ml|hcl|dockerignore)$/.test(file)) return false;
  return /(^|\/)[^/]*Dockerfile[^/]*$/i.test(file) || /frontend\/dockerfile\/parser\/testfile/.test(file);
}

function isGoTest(file) {
  if (/(^|\/)vendor\//.test(file) || !file.endsWith("_test.go")) return false;
  return /(^|\/)(dockerfile|builder|build|integration-cli|client|solver|parser|instructions)/.test(file);
}

/** Raw and interpreted string literals that hold a FROM at the start of a line. */
function goLiterals(source) {
  const texts = [];
  for (const match of source.matchAll(/`([^`]*)`|"((?:[^"\\\n]|\\.)*)"|'(?:[^'\\\n]|\\.)+'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g)) {
    let text = match[1] ?? unquoted(match[2]);
    if (text === undefined) continue;
    if (match[1] !== undefined) text = text.replaceAll("\r", "");
    if (/^[ \t]*FROM[ \t]/im.test(text)) texts.push(text);
  }
  return texts;
}

function unquoted(inner) {
  if (inner === undefined) return undefined;
  try {
    return JSON.parse(
      `"${inner
        .replace(/\\x([0-9a-fA-F]{2})/g, "\\u00$1")
        .replace(/\\'/g, "'")
        .replace(/\\[av]/g, "")}"`,
    );
  } catch {
    return undefined;
  }
}

function keep(content, from) {
  const name = createHash("sha256").update(content).digest("hex").slice(0, 16);
  index[name] ??= from;
  writeFileSync(path.join(out, name), content);
}
