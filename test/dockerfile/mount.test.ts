/** RUN --mount, its defaults and refusals: BuildKit's table (dockerfile-semantics §1.6), odd rows tried on Engine 28.5. */
import { describe, expect, it } from "vitest";
import { readCsv } from "../../src/dockerfile/csv.ts";
import { expand } from "../../src/dockerfile/expand.ts";
import { type MountResult, readMount } from "../../src/dockerfile/mount.ts";
import { parseDockerfile } from "../../src/dockerfile/parse.ts";
import { parseSize } from "../../src/dockerfile/size.ts";

const variables: Readonly<Record<string, string>> = { type: "cache", x: "/from/x", u: "7" };

/** Of `RUN --mount=…` as it stands in a file. */
function mountOf(flag: string, workdir = "/w"): MountResult {
  const parsed = parseDockerfile(`FROM a\nRUN --mount=${flag} b\n`);
  const run = parsed.ok ? parsed.program.stages[0]?.body[0] : undefined;
  const mount = run?.kind === "run" ? run.mounts[0] : undefined;
  if (mount === undefined) throw new Error(`no mount in ${JSON.stringify(parsed)}`);
  return readMount(
    mount,
    (raw) => {
      const word = expand(raw, (name) => variables[name], "\\");
      return word.ok ? word.value : "";
    },
    workdir,
  );
}

describe("readMount", () => {
  it.each([
    ["target=/a", { type: "bind", source: "/", target: "/a", readonly: true }],
    ["type=bind", { type: "bind", source: "/", target: "/w", readonly: true }],
    ["from=s,src=x/../y/,dst=a/,rw", { type: "bind", from: "s", source: "/y", target: "/w/a", readonly: false }],
    ["TYPE=BIND,Source=../../z,destination=/b/.,ro=false", { type: "bind", source: "/z", target: "/b", readonly: false }],
    ["readwrite=false,target=/a", { type: "bind", source: "/", target: "/a", readonly: true }],
    [`'type=bind,"source=/a,b",target=/c'`, { type: "bind", source: "/a,b", target: "/c", readonly: true }],
    ["from=$,target=/a", { type: "bind", from: "$", source: "/", target: "/a", readonly: true }],
    [
      "type=$type,target=$x,uid=$u",
      {
        type: "cache",
        id: "/from/x",
        source: "/",
        target: "/from/x",
        sharing: "shared",
        readonly: false,
        mode: 0o755,
        uid: 7,
        gid: 0,
      },
    ],
    [
      "type=cache,target=a/../b/,sharing=LOCKED,id=n,mode=2770,gid=4,from=s,source=d,ro",
      {
        type: "cache",
        id: "n",
        from: "s",
        source: "/d",
        target: "/w/b",
        sharing: "locked",
        readonly: true,
        mode: 0o2770,
        uid: 0,
        gid: 4,
      },
    ],
    [
      "type=cache,target=a/../b/",
      { type: "cache", id: "b", source: "/", target: "/w/b", sharing: "shared", readonly: false, mode: 0o755, uid: 0, gid: 0 },
    ],
    ["type=tmpfs,target=/t,size=1.5m", { type: "tmpfs", target: "/t", size: 1572864, readonly: false }],
    ["type=tmpfs,ro", { type: "tmpfs", target: "/w", readonly: true }],
    ["type=secret,id=s", { type: "secret", id: "s", target: "/run/secrets/s", required: false, mode: 0o400, uid: 0, gid: 0 }],
    [
      "type=secret,id=a/s,required",
      { type: "secret", id: "a/s", target: "/run/secrets/s", required: true, mode: 0o400, uid: 0, gid: 0 },
    ],
    ["type=secret,target=k/s", { type: "secret", id: "s", target: "/w/k/s", required: false, mode: 0o400, uid: 0, gid: 0 }],
    ["type=secret,src=s,env=E", { type: "secret", id: "s", env: "E", required: false, mode: 0o400, uid: 0, gid: 0 }],
    [
      "type=secret,id=s,env=E,dst=/s,mode=0444,uid=1,required=T",
      { type: "secret", id: "s", target: "/s", env: "E", required: true, mode: 0o444, uid: 1, gid: 0 },
    ],
    ["type=ssh", { type: "ssh", id: "default", required: false, mode: 0o600, uid: 0, gid: 0 }],
    [
      "type=ssh,id=k,target=/s,required=true,mode=666",
      { type: "ssh", id: "k", target: "/s", required: true, mode: 0o666, uid: 0, gid: 0 },
    ],
  ])("%s", (flag, mount) => {
    expect(mountOf(flag)).toEqual({ ok: true, mount });
  });

  it.each([
    ["type=tmpfs,target=/", /can not have \/ as its target/],
    ["type=tmpfs,target=/a/..", /can not have \/ as its target/],
    ["type=nfs", /unsupported mount type "nfs"/],
    ["type=cache,sharing=all", /unsupported sharing value "all"/],
    ["target", /invalid field "target": it must be key=value/],
    ["type=bind,,target=/x", /invalid field ""/],
    ["type=bind,mode=1,target=/x", /a bind mount takes no mode/],
    ["type=tmpfs,uid=1,target=/x", /a tmpfs mount takes no uid/],
    ["sharing=shared,target=/x", /a bind mount takes no sharing/],
    ["size=1,type=tmpfs,target=/x", /unexpected key "size" for mount type "bind"/],
    ["type=cache,required,target=/x", /unexpected key "required" for mount type "cache"/],
    ["type=secret,env=A", /needs an id or a target/],
    ["type=secret,id=a,src=b", /id or source, not both/],
    ["type=secret,id=a,from=b", /a secret mount takes no from/],
    ["type=ssh,source=b", /a ssh mount takes no source/],
    ["type=tmpfs,target=/x,size=-1", /invalid value for size: -1/],
    ["type=cache,target=/x,mode=9", /invalid value for mode: 9/],
    ["type=cache,target=/x,uid=4294967296", /invalid value for uid/],
    ["target=/x,ro=yes", /invalid value for ro: yes/],
    ["target=/x,tmpfs-size=1", /unexpected key "tmpfs-size"/],
  ])("refuses %s", (flag, message) => {
    const read = mountOf(flag);
    expect(read.ok ? read.mount : read.message).toMatch(message);
  });

  it("takes no WORKDIR of / as a target", () => {
    expect(mountOf("type=tmpfs", "/")).toMatchObject({ ok: false, hint: expect.stringContaining("WORKDIR") });
  });
});

it.each([
  ["a,b", ["a", "b"]],
  ["a", ["a"]],
  [",", ["", ""]],
  ['"a,b",c', ["a,b", "c"]],
  ['"a""b"', ['a"b']],
  ['""', [""]],
  [" a, b", [" a", " b"]],
])("CSV %s", (line, fields) => {
  expect(readCsv(line)).toEqual({ ok: true, fields });
});

it.each(["", 'a"b', '"a', '"a"b', '"a",b"'])("no CSV: %s", (line) => {
  expect(readCsv(line).ok).toBe(false);
});

it.each([
  ["1", 1],
  ["64m", 67108864],
  ["1.5G", 1610612736],
  ["10 kb", 10240],
  ["2KiB", 2048],
  ["7b", 7],
  ["1p", 1125899906842624],
  ["", undefined],
  ["m", undefined],
  ["-1", undefined],
  ["1x", undefined],
  ["1bb", undefined],
  ["1kx", undefined],
])("size %s", (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});
