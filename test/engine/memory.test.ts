/** The in-memory engine keeps the port's contract. */
import { expect, it } from "vitest";
import { runToEnd } from "../../src/builder/execution/run-to-end.ts";
import { EngineLostError } from "../../src/errors.ts";
import { createMemoryEngine } from "../helpers/memory-engine.ts";
import { engineContract } from "./contract.ts";

engineContract(
  "in memory",
  () => createMemoryEngine(),
  (engine, container, paused) => engine.pause(container, paused),
);

it("pulls from the registry a test gives it", async () => {
  const engine = createMemoryEngine({ registry: { "debian:bookworm": { files: { "/etc/debian_version": "12" } } } });
  const seen: string[] = [];
  const image = await engine.pull("debian:bookworm", ({ status }) => seen.push(status));
  expect(image.tags).toEqual(["debian:bookworm"]);
  expect(seen.length).toBeGreaterThan(0);
  expect((await engine.image("debian:bookworm"))?.id).toBe(image.id);
});

it("is lost when a test says so, and comes back", async () => {
  const engine = createMemoryEngine();
  const id = await engine.create({ image: "busybox:latest", name: "x", argv: ["/bin/sh", "-c", "sleep 60"] });
  const running = runToEnd(engine, id);
  engine.lose();
  await expect(running).rejects.toBeInstanceOf(EngineLostError);
  await expect(engine.info()).rejects.toBeInstanceOf(EngineLostError);
  engine.lose(false);
  await engine.info();
});

it("runs a test's own programs", async () => {
  const engine = createMemoryEngine({
    program: ([name], { print }) => {
      if (name !== "make") return undefined;
      print("cc\n");
      return 2;
    },
  });
  const id = await engine.create({ image: "busybox:latest", name: "x", argv: ["make"] });
  let output = "";
  const onOutput = (chunk: Uint8Array): void => {
    output += Buffer.from(chunk);
  };
  expect(await runToEnd(engine, id, { onOutput })).toEqual({ code: 2, oomKilled: false });
  expect(output).toBe("cc\n");
});
