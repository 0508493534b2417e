/** Text of an edit that was not saved, from one session to the next. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { draftsOf } from "../../src/store/drafts.ts";
import { sessionFolder } from "../../src/store/state-folder.ts";
import { folderWith } from "../helpers/dbuild.ts";

const root = folderWith({ "a/Dockerfile": "FROM one\n", "b/Dockerfile": "FROM two\n", link: "-> a/Dockerfile" });
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

const env = { XDG_STATE_HOME: path.join(root, "state") };
const session = (at: number) => sessionFolder(env, `20260101-0000${String(at).padStart(2, "0")}-abcd`);
const drafts = (at: number, file: string) => draftsOf(session(at), path.join(root, file));
const draft = { line: 2, original: "RUN a", text: "RUN a \\\n  && b" };

it("is found by the next session of the same Dockerfile, until it is forgotten", () => {
  const file = drafts(0, "a/Dockerfile").keep(draft);
  expect(fs.readFileSync(file, "utf8")).toBe(`${draft.text}\n`);
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  expect(drafts(1, "b/Dockerfile").found()).toBeUndefined();
  expect(drafts(2, "link").found()).toMatchObject({ ...draft, file });
  // It outlives the sessions that are forgotten for their age.
  fs.writeFileSync(path.join(path.dirname(file), "pid"), "");
  for (let at = 3; at < 30; at++) fs.writeFileSync(path.join(session(at), "pid"), "");
  const next = drafts(30, "a/Dockerfile");
  const found = next.found();
  expect(found).toMatchObject(draft);
  if (found !== undefined) next.forget(found);
  expect(next.found()).toBeUndefined();
  expect(fs.existsSync(file)).toBe(false);
});

it("one that cannot be read is none", () => {
  fs.writeFileSync(path.join(session(40), "draft.json"), "{");
  expect(drafts(41, "a/Dockerfile").found()).toBeUndefined();
});
