// Rules about how the file is written; they need no meaning, so they are told for a broken file too.
// StageNameCasing, FromAsCasing, NoEmptyContinuation, MaintainerDeprecated, InvalidDefinitionDescription.
import type { Sink } from "./finding.ts";
import type { Line } from "./outline.ts";

export function judgeWriting(lines: readonly Line[], sink: Sink): void {
  for (const line of lines) {
    if (line.emptyContinuation) sink.warn("NoEmptyContinuation", "Empty continuation line", line.emptyContinuation);
    const keyword = line.keyword.toUpperCase();
    if (keyword === "MAINTAINER") {
      sink.warn("MaintainerDeprecated", "Maintainer instruction is deprecated in favor of using label", line.span);
    }
    if (keyword === "FROM") judgeFrom(line, sink);
    if (keyword === "ARG") judgeDescription(line, "ARG", line.words.map(nameOf), sink);
  }
}

function judgeFrom(line: Line, sink: Sink): void {
  const [, as, name] = line.words;
  if (as === undefined || name === undefined) return;
  if (line.words.length === 3 && name !== name.toLowerCase()) {
    sink.warn("StageNameCasing", `Stage name '${name}' should be lowercase`, line.span, `Write ${name.toLowerCase()}.`);
  }
  const from = line.keyword;
  const meant = from === from.toLowerCase() ? as.toLowerCase() : from === from.toUpperCase() ? as.toUpperCase() : as;
  if (as !== meant)
    sink.warn("FromAsCasing", `'${as}' and '${from}' keywords' casing do not match`, line.span, `Write ${meant}.`);
  if (line.words.length === 3) judgeDescription(line, "FROM", [name.toLowerCase()], sink);
}

/** The last comment right above an ARG or a named FROM should begin with its name. */
function judgeDescription(line: Line, what: string, names: readonly string[], sink: Sink): void {
  const last = line.comments.at(-1);
  const [only = ""] = names;
  if (last === undefined || names.length === 0 || names.includes(last.split(" ", 1)[0] ?? "")) return;
  const example = names.length > 1 ? "<arg_key>" : only;
  sink.warn(
    "InvalidDefinitionDescription",
    `Comment for ${what} should follow the format: \`# ${example} <description>\``,
    line.span,
  );
}

const nameOf = (word: string): string => word.split("=", 1)[0] ?? "";
