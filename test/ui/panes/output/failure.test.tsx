import { Box, renderToString } from "ink";
import { describe, expect, it } from "vitest";
import { failureRows } from "../../../../src/ui/panes/output/failure.tsx";
import { sceneOf, shots } from "../../../helpers/scenes.ts";
import { frameOf } from "../../../helpers/still.tsx";

describe("the block of a failure", () => {
  const block = (message: string, hint?: string, edited = false): string => {
    const failure = { kind: "failed", message, exitCode: 137, ms: 0, ...(hint !== undefined && { hint }) } as const;
    const rows = failureRows({ failure, edited, can: [], view: { bindings: [] }, columns: 80, height: 12 });
    return renderToString(<Box flexDirection="column">{rows}</Box>);
  };

  it("leaves out a message that says no more than the exit code", () => {
    expect(block('"/bin/sh -c make" ended with exit code 137')).not.toContain("/bin/sh");
  });

  it.each(['"/bin/sh -c make" ended with exit code 137: out of memory', "the layer could not be committed"])(
    "says: %s",
    (message) => {
      expect(block(message)).toContain(message);
    },
  );

  it("keeps the hint of a message it leaves out", () => {
    const rows = block('"x" ended with exit code 137', "137 means: ended by signal 9");
    expect(rows).not.toContain("ended with exit code");
    expect(rows).toContain("ended by signal 9");
  });

  it("is of the time before an edit", () => {
    expect(block("no", undefined, true)).toContain("before your edit: failed with exit code 137");
    expect(block("no")).not.toContain("before your edit");
  });
});

it("names the command of a RUN, and one that it passed over, before the longer words; the first stays in little room", () => {
  const failure = { kind: "failed", message: "no", hint: "a hint", exitCode: 1, ms: 0 } as const;
  const words = { failing: "failed at line 8: cd /gone", passedOver: "an earlier command failed" };
  const rows = (height: number): string =>
    renderToString(
      <Box flexDirection="column">
        {failureRows({ failure, ...words, edited: false, can: [], view: { bindings: [] }, columns: 80, height })}
      </Box>,
    );
  expect(rows(12)).toMatch(/failed with exit code 1\n +failed at line 8: cd \/gone\n +no\n +an earlier command failed\n +a hint/);
  expect(rows(3)).toContain("failed at line 8: cd /gone");
  expect(rows(3)).not.toContain("an earlier command");
});

it.each([
  [27, false],
  [28, true],
])("a terminal of %d rows lists the choices in the block: %s", (rows, listed) => {
  const shot = shots.failed?.();
  if (shot === undefined) throw new Error("no shot failed");
  const frame = frameOf(sceneOf(shot, { columns: 80, rows }));
  expect(frame.includes("s look inside")).toBe(listed);
  expect(frame).toContain("s shell");
});
