/** A process that has done its work ends. */
import { expect, it } from "vitest";
import { run } from "../helpers/dbuild.ts";

const leave = JSON.stringify(new URL("../../src/cli/leave.ts", import.meta.url).href);

it("ends although a listener was left open, with its exit code and all it said", async () => {
  const script = `
    import { createServer } from "node:net";
    import { leaveSoon } from ${leave};
    createServer().listen(0, "127.0.0.1");
    process.stdout.write("x".repeat(1_000_000));
    process.exitCode = 3;
    leaveSoon();`;
  const { code, stdout, stderr } = await run(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script]);
  expect([code, stdout.length], stderr).toEqual([3, 1_000_000]);
});
