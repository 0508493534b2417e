/**
 * Builds of the same Dockerfile at the same time, and others at work on the same engine meanwhile. DBUILD_AT_ONCE=50 is the whole
 * form (four at a time, fifty rounds); without it a few rounds.
 */
import fs from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { differences } from "../conformance/compare.ts";
import { builtOutcome } from "../conformance/outcome.ts";
import { buildAtOnce } from "../helpers/at-once.ts";
import { docker, folderWith } from "../helpers/dbuild.ts";

const rounds = Number(process.env.DBUILD_AT_ONCE ?? 2);
const id = `at-once-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
const steps = "RUN true\nRUN :\nRUN echo hi >/dev/null\nRUN true\nRUN touch /x\n";
const context = folderWith({ Dockerfile: `FROM busybox\n${steps}` });
const tags = new Set<string>();

afterAll(async () => {
  await docker(["rmi", "-f", ...tags]);
  fs.rmSync(context, { recursive: true, force: true });
});

const tag = (name: string): string => {
  const full = `${id}:${name}`;
  tags.add(full);
  return full;
};

/** Four at once; fails for the first that does not end well, with what it said. */
async function four(name: string, ...flags: readonly string[]): Promise<readonly string[]> {
  const made = [0, 1, 2, 3].map((number) => tag(`${name}-${number}`));
  for (const { code, stderr } of await buildAtOnce(4, (number) => [...flags, "-t", made[number] ?? "", context])) {
    expect(code, stderr).toBe(0);
  }
  return made;
}

/** Same config, same history but for its times, same files. */
async function expectEqual(images: readonly string[]): Promise<void> {
  const [first, ...others] = await Promise.all(images.map((image) => builtOutcome(image, 0, (text) => text)));
  if (first === undefined) throw new Error("nothing was built");
  for (const other of others) expect(differences(first, other)).toEqual([]);
}

describe("four builds at once", () => {
  it("without the cache: none fails, none hangs, all images are equal", { timeout: rounds * 300_000 }, async () => {
    for (let round = 0; round < rounds; round++) await expectEqual(await four("anew", "--no-cache"));
  });

  it("with the cache: likewise, what it holds and what is new", { timeout: rounds * 300_000 }, async () => {
    for (let round = 0; round < rounds; round++) {
      const fresh = ["--build-arg", `ROUND=${id}-${round}`];
      fs.writeFileSync(`${context}/Dockerfile.cached`, `FROM busybox\nARG ROUND\n${steps}`);
      await expectEqual(await four("cached", ...fresh, "-f", `${context}/Dockerfile.cached`));
    }
  });

  it("while somebody removes what the cache knows", { timeout: rounds * 300_000 }, async () => {
    // layers of a base of our own: nobody else's are touched
    fs.writeFileSync(`${context}/Dockerfile.base`, `FROM busybox\nRUN echo ${id} > /base\n`);
    const base = tag("base");
    const [made] = await buildAtOnce(1, () => ["-t", base, "-f", `${context}/Dockerfile.base`, context]);
    expect(made?.code, made?.stderr).toBe(0);
    fs.writeFileSync(`${context}/Dockerfile.swept`, `FROM ${base}\n${steps}COPY Dockerfile /y\nWORKDIR /z\n`);
    const layer = (await docker(["image", "inspect", "-f", "{{index .RootFS.Layers 1}}", base])).stdout.trim();
    let over = false;
    const removing = (async () => {
      while (!over) {
        const { stdout } = await docker(["images", "--format", "{{.Repository}}:{{.Tag}}", "dbuild-cache"]);
        const names = stdout.split("\n").filter((name) => name !== "" && !name.endsWith("<none>"));
        const told = await docker(["image", "inspect", "-f", "{{.RepoTags}} {{.RootFS.Layers}}", ...names]);
        const own = told.stdout.split("\n").filter((line) => line.includes(layer));
        const ours = own.flatMap((line) => line.match(/dbuild-cache:[0-9a-f]{64}/g) ?? []);
        if (ours.length > 0) await docker(["rmi", "-f", ...ours]);
      }
    })();
    try {
      for (let round = 0; round < rounds; round++) {
        await expectEqual(await four("swept", "-f", `${context}/Dockerfile.swept`));
      }
    } finally {
      over = true;
      await removing;
    }
  });
});
