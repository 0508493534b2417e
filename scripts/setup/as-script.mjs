// A bundled module as a script: V8 keeps the compiled code of scripts only (node:vm), Node 20 that of no module.

/**
 * An expression: an async function of `require`, of `import` (the launcher's: a script that V8 kept has none that works), of
 * the address of the module and of what the launcher has asked the engine. ASCII, to be read as latin1, which is half the size in memory. What the module imports statically must be
 * Node's own.
 */
export function asScript(text, { outputs }) {
  if (/FromLauncher|OfLauncher/.test(text)) throw new Error("a name of the bundle is that of what the launcher gives it");
  const [{ imports }] = Object.values(outputs);
  const named = (wanted) => new Set(imports.filter(({ kind, external }) => external && kind === wanted).map(({ path }) => path));
  const own = named("import-statement");
  const later = named("dynamic-import");
  const body = text
    .replace(/^import (?:([^;"]+?) from )?"([^"]+)";$/gm, (whole, names, from) => (own.has(from) ? required(names, from) : whole))
    .replace(/\bimport\("([^"]+)"\)/g, (whole, from) => (later.has(from) ? `importFromLauncher("${from}")` : whole))
    .replaceAll("import.meta.url", "addressOfLauncher")
    .replaceAll("import.meta.askedAhead", "askedAheadOfLauncher")
    .replace(/[^\0-\x7f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `(async function (require, importFromLauncher, addressOfLauncher, askedAheadOfLauncher) {\n"use strict";\n${body}\n})`;
}

/** `names`: `x`, `{ a as b }`, `* as x`, or the first and one of the others. */
function required(names, from) {
  if (names === undefined) return `require("${from}");`;
  const declared = names
    .split(/, (?=[*{])/)
    .map((name) => `${name.replace(/^\* as /, "").replace(/(\w+) as (\w+)/g, "$1: $2")} = require("${from}")`);
  return `const ${declared.join(", ")};`;
}
