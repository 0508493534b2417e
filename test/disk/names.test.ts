/** Every name that dbuild gives anything in an engine is read back for what it is. */
import path from "node:path";
import { expect, it } from "vitest";
import * as names from "../../src/builder/names.ts";
import { newSessionId, sessionIn } from "../../src/store/session-id.ts";

const session = newSessionId(new Date());
const key = "0123456789abcdef".repeat(4);

it("reads tags", () => {
  const made = {
    cache: names.cacheTag(key),
    image: names.imageTag(key),
    base: names.baseTag(key),
    mount: names.mountTag(key),
    context: names.contextTag(`sha256:${key}`),
    failed: names.failedTag(session, 3, 2),
    hand: names.handTag(session, 3, "2.1"),
    hold: names.holdTag(session, 4, key),
    push: `127.0.0.1:40123/dbuild/${session}-${key.slice(0, 24)}:seen`,
  };
  for (const [kind, tag] of Object.entries(made)) expect(names.readTag(tag)?.kind, tag).toBe(kind);
  for (const tag of [made.failed, made.hand, made.hold, made.push])
    expect(sessionIn(names.readTag(tag)?.rest ?? ""), tag).toBe(session);
  // whoever looks for what a session has looks there
  const isOfSessions = (tag: string): boolean => names.sessionRepositories.some((repo) => path.matchesGlob(tag, `${repo}:*`));
  for (const tag of Object.values(made))
    expect(isOfSessions(tag), tag).toBe(sessionIn(names.readTag(tag)?.rest ?? "") !== undefined);
  expect(names.readTag(names.rescuedTag(`${session}-line3-2-run`))).toMatchObject({ kind: "failed" });
});

it("reads containers", () => {
  const run = names.containerName(session, 3, 2, "run");
  expect(names.readContainer(run)).toEqual({ kind: "session", rest: `${session}-line3-2-run` });
  const kept = names.readContainer(names.keptName(run, key));
  expect([kept?.kind, sessionIn(kept?.rest ?? "")]).toEqual(["kept", session]);
  for (const lock of [
    names.sweepLock(session),
    names.cacheLock(names.cacheVolume(key, 1)),
    names.cacheLock(`${names.cacheVolume(key, 0)}.new`),
  ])
    expect(names.readContainer(lock)?.kind, lock).toBe("lock");
});

it("reads volumes", () => {
  for (const number of [0, 3]) expect(names.readVolume(names.cacheVolume(key, number))?.kind).toBe("cache");
  expect(names.readVolume(names.toolsVolume)?.kind).toBe("tools");
  expect(names.readVolume(`dbuild-file-${key.slice(0, 32)}`)?.kind).toBe("file");
  const own = names.readVolume(`${names.containerName(session, 3, 2, "setting")}-secrets`);
  expect([own?.kind, sessionIn(own?.rest ?? "")]).toEqual(["session", session]);
});

it("takes nothing of others for its own", () => {
  for (const tag of ["dbuild:latest", "dbuild-demo:1", "app:dbuild-cache", "127.0.0.1:5000/app:1", "x/dbuild-cache:y"])
    expect(names.readTag(tag), tag).toBeUndefined();
  for (const name of ["my-dbuild-run", "buildkitd"])
    expect([names.readContainer(name), names.readVolume(name)]).toEqual([undefined, undefined]);
  // whose name has no session's id is not ours, whoever asks that (items.ts)
  expect(sessionIn(names.readContainer("dbuild-demo")?.rest ?? "")).toBeUndefined();
});
