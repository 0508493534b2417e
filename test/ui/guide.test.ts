/** The guide's lists of commands are the tables'. */
import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { plainRows } from "../../src/cli/plain/rows.ts";
import { keyLabel } from "../../src/debugger/commands/key-names.ts";
import type { CommandRow } from "../../src/debugger/commands/row.ts";
import { commandRows } from "../../src/ui/commands/all-rows.ts";

const file = path.join(import.meta.dirname, "../../docs/guide.md");

type Row = Pick<CommandRow<unknown>, "name" | "aliases" | "keys" | "arguments" | "help">;

function commandTable(rows: readonly Row[]): string {
  const lines = rows.map(({ name, aliases, keys, arguments: { usage }, help }) => {
    const others = [...aliases, ...keys.map(keyLabel)].map((each) => `\`${each}\``);
    return `| \`${`${name} ${usage}`.trimEnd()}\` | ${others.join(" ")} | ${help} |`;
  });
  return ["| command | other names, keys | what it does |", "|---|---|---|", ...lines, ""].join("\n");
}

it.each([
  ["commands", commandRows],
  ["plain commands", plainRows],
] as const)("names all %s between its markers", (marker, rows) => {
  const between = new RegExp(`(<!-- ${marker} -->\\n)([\\s\\S]*?)(<!-- /${marker} -->)`);
  const text = fs.readFileSync(file, "utf8");
  const table = commandTable(rows);
  if (process.env.UPDATE_GOLDENS === "1")
    fs.writeFileSync(
      file,
      text.replace(between, (_, before, __, after) => before + table + after),
    );
  expect(between.exec(fs.readFileSync(file, "utf8"))?.[2]).toBe(table);
});
