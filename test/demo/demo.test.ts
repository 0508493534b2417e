/** The demos' own judgement: what counts as true, what is theirs in the engine, how output is told. */
import { describe, expect, it, vi } from "vitest";
import { withoutFrames } from "../../demo/engine.mjs";
import { newPlay } from "../../demo/play.mjs";
import { belonging } from "../../demo/traces.mjs";
import { parted } from "../../scripts/setup/leftovers.mjs";

/** What `work` prints, without colours. */
async function printed(work: () => unknown): Promise<string> {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    await work();
    return write.mock.calls.map(([text]) => String(text)).join("");
  } finally {
    write.mockRestore();
  }
}

describe("a play", () => {
  it("ends with 0 only if every claim was true and there was an act", async () => {
    const codes: number[] = [];
    const text = await printed(() => {
      codes.push(newPlay({}).end(0));
      const good = newPlay({});
      good.act("one");
      good.check("it is so", true);
      codes.push(good.end(1500));
      const bad = newPlay({});
      bad.act("one");
      bad.check("it is so", true);
      bad.check("it is not so", false);
      codes.push(bad.end(0));
    });
    expect(codes).toEqual([1, 0, 1]);
    expect(text).toContain("NOT TRUE: it is not so");
  });

  it("shows the command, its output line by line, and counts the lines it does not show", async () => {
    const play = newPlay(process.env);
    const script = "process.stdout.write('step 1\\n10%\\r100%\\nnoise\\nlast')";
    let code = -1;
    const text = await printed(async () => {
      const only = (line: string) => line !== "noise";
      ({ code } = await play.command("a command", process.execPath, ["-e", script], { only }));
    });
    expect(code).toBe(0);
    expect(text.split("\n").map((line) => line.trim())).toEqual([
      "$ a command",
      "| step 1",
      "| 100%",
      "| last",
      "| (and 1 lines that the programs printed)",
      "",
    ]);
  });
});

describe("what a demo removes", () => {
  const image = (name: string, ...layers: string[]) => ({ kind: "image", name, layers });
  const bases = [["b"]];
  const names = (things: readonly { name: string }[]) =>
    belonging(things, ["20260101-000000-abcd"], bases).map(({ name }: { name: string }) => name);
  const mine = [
    image("dbuild-demo-works:latest", "b", "1", "2"),
    image("dbuild-failed:20260101-000000-abcd-line4-3", "b", "1", "x"),
  ];

  it("is what is named for it, by its sessions, and the layers these stand on", () => {
    const cached = [
      image("dbuild-cache:k1", "b", "1"),
      image("dbuild-cache:k2", "b", "1", "2"),
      image("dbuild-image:k3", "b", "1", "x"),
    ];
    expect(names([...mine, ...cached])).toEqual([...mine, ...cached].map(({ name }) => name));
  });
  it("is nothing of another session's, nor the twin of a base while others work", () => {
    const foreign = [image("dbuild-failed:20260101-000000-zzzz-line4-3", "b", "9"), image("dbuild-cache:k9", "b", "9")];
    expect(names([...mine, ...foreign, image("dbuild-base:t", "b")])).toEqual(mine.map(({ name }) => name));
  });
  it("is the twin of a base too when nobody else has anything new", () => {
    expect(names([...mine, image("dbuild-base:t", "b")])).toHaveLength(3);
  });
  it("is the container of its session, not another's", () => {
    const container = (name: string) => ({ kind: "container", name, layers: [] });
    expect(
      names([container("dbuild-20260101-000000-abcd-line4-3-run"), container("dbuild-20260101-000000-zzzz-line4-3-run")]),
    ).toEqual(["dbuild-20260101-000000-abcd-line4-3-run"]);
  });
});

describe("what a suite leaves", () => {
  it("is parted into what dbuild keeps on purpose and what should be gone", () => {
    const kept = ["image dbuild-cache:a", "image dbuild-failed:b"];
    const leaked = ["container dbuild-x-line1-1-run", "image dbuild-mytest:latest", "volume dbuild-v"];
    expect(parted([...kept, ...leaked])).toEqual({ kept, leaked });
  });
});

it("unpacks the engine's frames of both outputs", () => {
  const frame = (kind: number, text: string) => {
    const head = Buffer.from([kind, 0, 0, 0, 0, 0, 0, 0]);
    head.writeUInt32BE(Buffer.byteLength(text), 4);
    return Buffer.concat([head, Buffer.from(text)]);
  };
  expect(withoutFrames(Buffer.concat([frame(1, "one\n"), frame(2, "é"), frame(1, "")]))).toBe("one\né");
});
