/** The journal of a session: whole lines or nothing, whatever it is cut at and whatever the disk takes. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { journalFile, openJournal, readJournal, replaceJournal } from "../../src/store/journal.ts";
import { folderWith } from "../helpers/dbuild.ts";

const root = folderWith({});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

let serial = 0;
const folder = (): string => {
  const made = path.join(root, String(serial++));
  fs.mkdirSync(made);
  return made;
};
const entries = [{ a: 1 }, { text: "line\nbreak é" }, { list: [1, 2, 3] }];

async function written(session: string): Promise<void> {
  const journal = openJournal(session);
  for (const entry of entries) journal.append(entry);
  await journal.close();
}

describe("a journal", () => {
  it("gives back what was written, readable by the user alone", async () => {
    const session = folder();
    await written(session);
    expect(readJournal(session)).toEqual(entries);
    expect(fs.statSync(journalFile(session)).mode & 0o777).toBe(0o600);
  });

  it("cut at every byte is the entries before, and goes on behind them", async () => {
    const session = folder();
    await written(session);
    const whole = fs.readFileSync(journalFile(session));
    for (let length = 0; length <= whole.length; length++) {
      fs.writeFileSync(journalFile(session), whole.subarray(0, length));
      const left = readJournal(session);
      expect(entries.slice(0, left.length)).toEqual(left);
      const journal = openJournal(session);
      journal.append({ next: length });
      await journal.close();
      expect(readJournal(session)).toEqual([...left, { next: length }]);
    }
  });

  it("stops reading at a line that is none, and can be cut there", () => {
    const session = folder();
    fs.writeFileSync(journalFile(session), '{"a":1}\n{"b":\n{"c":3}\n');
    expect(readJournal(session)).toEqual([{ a: 1 }]);
    replaceJournal(session, readJournal(session), (line) => line);
    expect(fs.readFileSync(journalFile(session), "utf8")).toBe('{"a":1}\n');
  });

  it("waits where it cannot be written, and says why", async () => {
    const session = folder();
    fs.rmdirSync(session);
    const journal = openJournal(session);
    expect(journal.append(entries[0])).toContain("ENOENT");
    fs.mkdirSync(session);
    expect(journal.append(entries[1])).toBeUndefined();
    await journal.close();
    expect(readJournal(session)).toEqual(entries.slice(0, 2));
  });

  it("holds no value that is hidden", async () => {
    const session = folder();
    const journal = openJournal(session, (line) => line.replaceAll("confidential", "***"));
    journal.append({ value: "confidential" });
    await journal.close();
    expect(fs.readFileSync(journalFile(session), "utf8")).not.toContain("confidential");
  });
});
