// FROM [--platform=…] image [AS name]

import { checkWords } from "./check-words.ts";
import type { FromInstruction } from "./program.ts";
import { readFlags } from "./read-flags.ts";
import { splitBlanks } from "./split-line.ts";
import type { Statement } from "./statement.ts";

const form = "FROM image [AS name]";

export function readFrom(statement: Statement): FromInstruction | undefined {
  const platform = readFlags(statement, [{ name: "platform", type: "text" }]).get("platform");
  const words = splitBlanks(statement.rest);
  const [image, as, name] = words;
  if (image === undefined) {
    statement.problem("FROM requires an image", undefined, `Write ${form}.`);
    return undefined;
  }
  if ((words.length !== 1 && words.length !== 3) || (as !== undefined && as.text.toUpperCase() !== "AS")) {
    statement.problem("FROM takes one argument, or three with AS in the middle", "arguments", `Write ${form}.`);
    return undefined;
  }
  checkWords(statement, [image, ...(platform ? [{ ...platform.word, text: platform.value }] : [])]);
  // An empty --platform means none.
  const read: FromInstruction = {
    ...statement.base,
    kind: "from",
    image: image.text,
    ...(platform?.value && { platform: platform.value }),
  };
  if (name === undefined) return read;
  const lower = name.text.toLowerCase();
  if (!/^[a-z][a-z0-9-_.]*$/.test(lower)) {
    const hint = "It starts with a letter and goes on with letters, digits, '-', '_' and '.'.";
    statement.problem(`invalid name for a build stage: "${name.text}"`, name, hint);
    return undefined;
  }
  return { ...read, name: lower };
}
