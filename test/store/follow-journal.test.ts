/** A journal that another process writes, read as it grows. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { followJournal } from "../../src/store/follow-journal.ts";
import { journalFile, openJournal, replaceJournal } from "../../src/store/journal.ts";
import { folderWith } from "../helpers/dbuild.ts";

const root = folderWith({});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

it("gives each whole line once, and begins anew where the file is another one", async () => {
  const session = path.join(root, "one");
  fs.mkdirSync(session);
  const reader = followJournal(session);
  expect(reader.next()).toEqual({ afresh: false, entries: [] });
  const journal = openJournal(session);
  journal.append({ a: 1 });
  expect(reader.next()).toEqual({ afresh: true, entries: [{ a: 1 }] });
  journal.append({ text: "é\nline" });
  journal.append({ c: 3 });
  expect(reader.next()).toEqual({ afresh: false, entries: [{ text: "é\nline" }, { c: 3 }] });
  await journal.close();
  fs.appendFileSync(journalFile(session), '{"half":');
  expect(reader.next().entries).toEqual([]);
  fs.appendFileSync(journalFile(session), "true}\n");
  expect(reader.next().entries).toEqual([{ half: true }]);
  replaceJournal(session, [{ a: 1 }], (line) => line);
  expect(reader.next()).toEqual({ afresh: true, entries: [{ a: 1 }] });
});
