// ONBUILD instruction: its text is kept for whoever builds FROM the image, and read then.

import { readJsonForm } from "./json-form.ts";
import { inCapitals } from "./keyword.ts";
import type { OnbuildInstruction } from "./program.ts";
import { tellWrongJson } from "./read-command.ts";
import { readFlags } from "./read-flags.ts";
import { splitType } from "./read-healthcheck.ts";
import { checkPairs } from "./read-variables.ts";
import type { Word } from "./source-map.ts";
import { splitLine } from "./split-line.ts";
import { requireRest, type Statement } from "./statement.ts";

const jsonKeywords = ["ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME"];

/** BuildKit reads no more of a trigger here than its first word and the form of its arguments. */
export function readOnbuild(statement: Statement): OnbuildInstruction | undefined {
  const { rest, problem } = statement;
  readFlags(statement, []);
  if (!requireRest(statement, "an instruction", "Write ONBUILD RUN …, ONBUILD COPY … and the like.")) return undefined;
  const parts = splitLine(rest.text, statement.escape);
  const keyword = inCapitals(parts.keyword.text);
  const place = { start: rest.start + parts.keyword.start, end: rest.start + parts.keyword.end };
  if (keyword === "ONBUILD") problem("ONBUILD can not hold another ONBUILD", place, "Triggers run in the next build only.");
  else if (keyword === "FROM" || keyword === "MAINTAINER") problem(`${keyword} can not be an ONBUILD trigger`, place);
  const given = { ...parts.rest, start: rest.start + parts.rest.start, end: rest.start + parts.rest.end };
  const inner: Statement = { ...statement, name: keyword, rest: given };
  if (keyword === "ENV" || keyword === "LABEL") checkPairs(inner);
  const json = jsonOf(keyword, given);
  if (json !== undefined && readJsonForm(json.text).type === "wrong") tellWrongJson(inner, json);
  return { ...statement.base, kind: "onbuild", trigger: triggerOf(statement) };
}

/** The part that may be a JSON array. */
function jsonOf(keyword: string, given: Word): Word | undefined {
  if (keyword === "HEALTHCHECK") return splitType(given).command;
  return jsonKeywords.includes(keyword) ? given : undefined;
}

/** What goes into the image: the logical line without its keyword, and the bodies with their closing names. */
function triggerOf({ line, heredocs }: Statement): string {
  const text = line.replace(/^[\t\n\f\r ]*ONBUILD[\t\n\f\r ]*/i, "");
  return text + heredocs.map(({ body, name }) => `\n${body}${name}`).join("");
}
