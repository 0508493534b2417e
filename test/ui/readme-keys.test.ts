/** The README's list of keys is the table's. */
import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { keyLabel } from "../../src/debugger/commands/key-names.ts";
import { keyGroups } from "../../src/ui/commands/all-rows.ts";

function keyTableMarkdown(): string {
  const rows = keyGroups({ bindings: [] }).flatMap(({ group, rows: ofGroup }) => [
    `| **${group}** | |`,
    ...ofGroup.map((row) => `| ${row.keys.map((key) => `\`${keyLabel(key)}\``).join(" ")} | ${row.help} |`),
  ]);
  return ["| key | what it does |", "|---|---|", ...rows].join("\n");
}

it("names every key between its markers", () => {
  const text = fs.readFileSync(path.join(import.meta.dirname, "../../README.md"), "utf8");
  const section = /<!-- keys -->\n([\s\S]*?)\n<!-- \/keys -->/.exec(text)?.[1];
  expect(section?.trim()).toBe(keyTableMarkdown());
});
