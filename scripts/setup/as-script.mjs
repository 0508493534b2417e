// A bundled module as a script: V8 keeps the compiled code of scripts only (node:vm), Node 20 that of no module.

/**
 * An expression: an async function of `require` and the address of the module. ASCII, to be read as latin1, which is half the size in
 * memory. What the module imports statically must be Node's own.
 */
export function asScript(text, { outputs }) {
  const [{ imports }] = Object.values(outputs);
  const own = new Set(imports.filter(({ kind, external }) => external && kind === "import-statement").map(({ path }) => path));
  const body = text
    .replace(/^import (?:([^;"]+?) from )?"([^"]+)";$/gm, (whole, names, from) => (own.has(from) ? required(names, from) : whole))
    .replaceAll("import.meta.url", "moduleUrl")
    .replace(/[^\0-\x7f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `(async function (require, moduleUrl) {\n"use strict";\n${body}\n})`;
}

/** `names`: `x`, `{ a as b }`, `* as x`, or the first and one of the others. */
function required(names, from) {
  if (names === undefined) return `require("${from}");`;
  const declared = names
    .split(/, (?=[*{])/)
    .map((name) => `${name.replace(/^\* as /, "").replace(/(\w+) as (\w+)/g, "$1: $2")} = require("${from}")`);
  return `const ${declared.join(", ")};`;
}
