/** Golden files: compared as whole texts, written only with UPDATE_GOLDENS=1; a missing one fails. */
import fs from "node:fs";
import path from "node:path";
import { expect } from "vitest";

export function expectGolden(file: string, text: string): void {
  const content = `${text.replace(/\n*$/, "")}\n`;
  if (process.env.UPDATE_GOLDENS === "1") {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
    return;
  }
  if (!fs.existsSync(file)) throw new Error(`${file} is missing; UPDATE_GOLDENS=1 writes it`);
  expect(content).toBe(fs.readFileSync(file, "utf8"));
}
