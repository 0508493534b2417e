/** Why a program of a RUN could not be run: what its file says, and which words of a RUN are looked at. */
import { Readable } from "node:stream";
import { pack } from "tar-stream";
import { expect, it } from "vitest";
import { candidates } from "../../src/builder/unrunnable/candidates.ts";
import { programKind } from "../../src/builder/unrunnable/program-file.ts";
import { whyUnrunnable } from "../../src/builder/unrunnable/unrunnable.ts";
import { createMemoryEngine } from "../helpers/memory-engine.ts";

/** An ELF head: 64 bits, little or big endian, with a loader or static. */
function elf(machine: number, loader?: string, big = false): Buffer {
  const bytes = Buffer.alloc(256);
  bytes.write(big ? "7f454c46020201" : "7f454c46020101", "hex");
  const short = (value: number, at: number) => (big ? bytes.writeUInt16BE(value, at) : bytes.writeUInt16LE(value, at));
  const long = (value: number, at: number) =>
    big ? bytes.writeBigUInt64BE(BigInt(value), at) : bytes.writeBigUInt64LE(BigInt(value), at);
  short(machine, 18);
  long(64, 32);
  short(56, 54);
  short(loader === undefined ? 0 : 1, 56);
  if (loader !== undefined) {
    if (big) bytes.writeUInt32BE(3, 64);
    else bytes.writeUInt32LE(3, 64);
    long(200, 64 + 8);
    long(loader.length + 1, 64 + 32);
    bytes.write(loader, 200);
  }
  return bytes;
}

it.each<[string, string | Buffer, object]>([
  ["a script", "#!/bin/sh\necho", { kind: "script", interpreter: "/bin/sh", argument: "", crlf: false }],
  ["blanks", "#! \t/usr/bin/env  -S a b \n", { kind: "script", interpreter: "/usr/bin/env", argument: "-S a b", crlf: false }],
  ["Windows line ends", "#!/bin/sh -e\r\n", { kind: "script", interpreter: "/bin/sh", argument: "-e", crlf: true }],
  ["no line end", "#!/bin/sh", { kind: "script", interpreter: "/bin/sh", argument: "", crlf: false }],
  ["nothing", "", { kind: "empty" }],
  ["text", "echo hello\n", { kind: "other" }],
  ["half a head", "\x7fELF", { kind: "other" }],
  [
    "amd64, dynamic",
    elf(62, "/lib/ld-musl-x86_64.so.1"),
    { kind: "binary", machine: "amd64", loader: "/lib/ld-musl-x86_64.so.1" },
  ],
  ["arm64, static", elf(183), { kind: "binary", machine: "arm64" }],
  ["s390x", elf(22, "/lib/ld64.so.1", true), { kind: "binary", machine: "s390x", loader: "/lib/ld64.so.1" }],
  ["one nobody knows", elf(9999), { kind: "binary", machine: "machine 9999" }],
])("the kind of a program: %s", (_what, head, kind) => {
  expect(programKind(Buffer.from(head as string, "latin1"))).toEqual(kind);
});

it("looks first at what the output complains of, then at paths, and at no more than it is told to", () => {
  const argv = ["/bin/sh", "-c", "cd /src && ./configure --prefix=/usr && mak"];
  expect(candidates(argv, "", "checking\n/bin/sh: mak: not found\n")).toEqual(["/bin/sh", "mak", "/src", "./configure", "/usr"]);
  expect(candidates(argv, "", "./configure: line 3: pyton: command not found\n")[0]).toBe("./configure");
  expect(candidates(argv, "", "./configure: line 3: pyton: command not found\n")).toContain("pyton");
  expect(candidates(argv, "", "", 2)).toHaveLength(2);
  expect(candidates(["sh", "-c", "if true; then $x; fi"], "", "sh: if: not found")).toEqual(["sh"]);
});

const files = {
  "/p/crlf": "#!/bin/sh\r\n",
  "/p/env-crlf": "#!/bin/env sh\r\n",
  "/p/bash": "#!/bin/bash\n",
  "/p/python": "#!/bin/env python3\n",
  "/p/fine": "#!/bin/sh\n",
  "/p/empty": "",
  "/p/other": elf(22),
  "/p/glibc": elf(62, "/lib64/ld-linux-x86-64.so.2"),
  "/p/arm": elf(183),
};
it.each<[string, string, RegExp | undefined]>([
  ["/p/crlf", "sh: /p/crlf: not found", /^\/p\/crlf has Windows line ends, so the kernel looks for "\/bin\/sh\\r"/],
  ["cd /p && ./crlf", "sh: ./crlf: not found", /^\.\/crlf \(\/p\/crlf\) has Windows line ends/],
  ["/p/env-crlf", "env: can't execute 'sh\r': No such file or directory", /looks for "\/bin\/env sh\\r"/],
  ["/p/bash", "sh: /p/bash: not found", /^\/p\/bash wants \/bin\/bash, which is not in the image$/],
  ["/p/python", "env: can't execute 'python3': No such file or directory", /python3/],
  ["/p/plain", "sh: /p/plain: Permission denied", /^\/p\/plain may not be executed \(mode 0644\)/],
  ["tool /p/plain", "sh: tool: not found", /^there is no tool in the image \(PATH is \/bin\)/],
  ["/p/gone", "sh: /p/gone: not found", /^there is no \/p\/gone in the image/],
  ["/p/empty", "", /^\/p\/empty is an empty file$/],
  ["/p/other", "sh: /p/other: Exec format error", /^\/p\/other is a program for s390x, the image is for amd64$/],
  ["/p/glibc", "sh: /p/glibc: not found", /wants the loader \/lib64\/ld-linux-x86-64\.so\.2.*built for glibc/],
  ["/p/fine; exit 127", "", undefined],
  ["cd / && cd p; ./crlf", "sh: ./crlf: not found", /^\.\/crlf \(\/p\/crlf\) has Windows line ends/],
  ['mkdir -p /x && (cd "${ROOT}p" && ./bash)', "sh: ./bash: not found", /^\.\/bash \(\/p\/bash\) wants \/bin\/bash/],
  ["cd /\ncd p/sub && ../crlf", "sh: ../crlf: not found", /^\.\.\/crlf \(\/p\/crlf\) has Windows/],
  ["cd p && ./gone", "sh: ./gone: not found", /^there is no \.\/gone in \/w\/p or \/w at that point$/],
  ["./gone", "sh: ./gone: not found", /^there is no \.\/gone in \/w at that point$/],
  ["cd $(ls -d /p*) && ./crlf", "sh: ./crlf: not found", undefined],
])("%s", async (script, output, wanted) => {
  const engine = createMemoryEngine();
  engine.add("base:latest", { files: { "/bin/sh": "program", "/bin/env": "program", "/p/.keep": "" } });
  const container = await engine.create({ image: "base:latest", name: "x", workdir: "/p" });
  const tar = pack();
  for (const [name, content] of Object.entries({ ...files, "/bin/sh": "x", "/bin/env": "x" }))
    tar.entry({ name: name.slice(1), mode: 0o755 }, content as string);
  tar.entry({ name: "p/plain", mode: 0o644 }, "#!/bin/sh\n");
  tar.finalize();
  await engine.write(container, Readable.from(tar));
  const look = { engine, container, workdir: "/w", path: "/bin", env: ["ROOT=/"], architecture: "amd64", machine: "amd64" };
  const why = await whyUnrunnable(look, ["/bin/sh", "-c", script], "", output);
  if (wanted === undefined) expect(why).toBeUndefined();
  else expect(why).toMatch(wanted);
});
