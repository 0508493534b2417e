/** ONBUILD triggers of a base image: order, what they need of other stages, failures. In memory. */
import { beforeEach, describe, expect, it } from "vitest";
import { buildInProcess } from "../helpers/build-image.ts";
import { createMemoryEngine, type MemoryEngine } from "../helpers/memory-engine.ts";

let engine: MemoryEngine;
const context = import.meta.dirname;
const base = (...OnBuild: readonly string[]) => engine.add("base", { files: { "/bin/sh": "" }, config: { OnBuild } });
const build = (...lines: readonly string[]) => buildInProcess(engine, `${lines.join("\n")}\n`, "t:1", { context });

beforeEach(() => {
  engine = createMemoryEngine();
});

describe("triggers of an image", () => {
  it("run behind the FROM, in order, and are gone afterwards", async () => {
    base("ENV a=1", "RUN echo $a", "ENV a=2", "LABEL l=$a");
    const built = await build("FROM base", "ENV b=$a");
    expect(built).toMatchObject({ ok: true });
    if (!built.ok) return;
    const image = await engine.image("t:1");
    expect(image?.config).toMatchObject({ Env: expect.arrayContaining(["a=2", "b=2"]), Labels: { l: "2" } });
    expect(image?.config.OnBuild).toBeUndefined();
    const history = image ? await engine.history(image) : [];
    expect(history.slice(1).map(({ created_by }) => created_by)).toEqual([
      "ENV a=1",
      "RUN /bin/sh -c echo $a # buildkit",
      "ENV a=2",
      "LABEL l=2",
      "ENV b=2",
    ]);
  });

  it("build the stages they name when nothing else needs them", async () => {
    base("COPY --from=tools /tool /tool");
    engine.add("busy", { files: { "/bin/sh": "" } });
    const built = await build(
      "FROM busy AS under",
      "RUN echo tool >/tool",
      "FROM under AS tools",
      "FROM busy AS not",
      "RUN false",
      "FROM base",
    );
    // FROM under and RUN in it, FROM tools, the last FROM and its COPY
    expect(built).toMatchObject({ ok: true, how: ["done", "done", "done", "done", "done"] });
  });

  it("that fail leave their layer, and say which they were", async () => {
    base("ENV a=1", "RUN touch /left && false", "RUN true");
    const built = await build("FROM base", "RUN true");
    expect(built).toMatchObject({ ok: false, line: 1 });
    if (built.ok) return;
    expect(built.problem).toMatch(/^ONBUILD RUN touch .*: .*exit code 1/);
    expect(built.failure?.tag).toMatch(/^dbuild-failed:/);
  });

  it.each([
    ["FROM x", /FROM/],
    ["NOPE x", /NOPE/i],
    ["COPY --from=late /a /b", /late/],
  ])("%s can not run", async (trigger, message) => {
    base(trigger);
    const built = await build("FROM base AS early", "FROM scratch AS late", "FROM early");
    expect(built).toMatchObject({ ok: false, line: 1 });
    expect(built.ok ? "" : built.problem).toMatch(message);
  });

  it("are found in the cache the second time", async () => {
    base("RUN echo 1 >/n");
    await build("FROM base", "RUN echo 2");
    const again = await build("FROM base", "RUN echo 2");
    expect(again.ok && again.how).toEqual(["done", "cached", "cached"]);
  });
});

describe("triggers of a stage", () => {
  it("are for its children only, and not for theirs", async () => {
    engine.add("busy", { files: { "/bin/sh": "" } });
    const built = await build("FROM busy AS a", "ONBUILD ENV n=1$n", "FROM a AS b", "FROM b");
    expect(built).toMatchObject({ ok: true });
    expect((await engine.image("t:1"))?.config.Env).toContain("n=1");
  });
});

describe("--no-cache-filter", () => {
  it("makes the stage anew, and what stands on it", async () => {
    engine.add("busy", { files: { "/bin/sh": "" } });
    const text =
      "FROM busy AS a\nRUN echo 1 >/f\nFROM busy AS other\nRUN echo 3\nFROM a AS b\nRUN echo 2\nCOPY --from=other /bin/sh /x\n";
    const run = (noCacheFilter: readonly string[]) =>
      buildInProcess(engine, text, "t:1", { context, request: { noCacheFilter } });
    await run([]);
    const found = await run([]);
    expect(found.ok && found.how.filter((how) => how === "cached")).toHaveLength(4);
    const renewed = await run(["a"]);
    expect(renewed.ok && renewed.how.filter((how) => how === "cached")).toHaveLength(1);
  });
});
