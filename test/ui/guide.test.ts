/** The guide's list of commands is the table's. */
import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { commandRows, keyLabel } from "../../src/ui/commands/all-rows.ts";

const file = path.join(import.meta.dirname, "../../docs/guide.md");
const between = /(<!-- commands -->\n)([\s\S]*?)(<!-- \/commands -->)/;

function commandTable(): string {
  const rows = commandRows.map(({ name, aliases, keys, arguments: { usage }, help }) => {
    const line = `\`${`${name} ${usage}`.trimEnd()}\``;
    return `| ${line} | ${[...aliases, ...keys.map(keyLabel)].map((each) => `\`${each}\``).join(" ")} | ${help} |`;
  });
  return ["| command | other names, keys | what it does |", "|---|---|---|", ...rows, ""].join("\n");
}

it("names every command between its markers", () => {
  const text = fs.readFileSync(file, "utf8");
  if (process.env.UPDATE_GOLDENS === "1")
    fs.writeFileSync(
      file,
      text.replace(between, (_, before, __, after) => before + commandTable() + after),
    );
  expect(between.exec(fs.readFileSync(file, "utf8"))?.[2]).toBe(commandTable());
});
