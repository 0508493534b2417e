/** What a program's first bytes say of how the kernel runs it: a script's interpreter, a binary's machine and loader. Pure. */

export type ProgramKind =
  | { readonly kind: "script"; readonly interpreter: string; readonly argument: string; readonly crlf: boolean }
  /** `machine`: as images name it; `loader`: the program that loads its libraries, absent in a static one. */
  | { readonly kind: "binary"; readonly machine: string; readonly loader?: string }
  | { readonly kind: "empty" }
  | { readonly kind: "other" };

/** ELF's e_machine, as GOARCH has it. */
const machines: Readonly<Record<number, string>> = {
  3: "386",
  8: "mips",
  20: "ppc",
  21: "ppc64le",
  22: "s390x",
  40: "arm",
  62: "amd64",
  183: "arm64",
  243: "riscv64",
  258: "loong64",
};

/** `head`: the first bytes of the file, a few KB where it has them. */
export function programKind(head: Uint8Array): ProgramKind {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (bytes.length === 0) return { kind: "empty" };
  if (bytes.subarray(0, 2).toString("latin1") === "#!") return script(bytes.subarray(2).toString("latin1"));
  if (bytes.length >= 64 && bytes.readUInt32BE(0) === 0x7f454c46) return binary(bytes);
  return { kind: "other" };
}

/** As Linux reads it: one interpreter, and the rest of the line as one argument. */
function script(text: string): ProgramKind {
  const [line = ""] = text.split("\n", 1);
  const crlf = line.endsWith("\r");
  const [, interpreter = "", argument = ""] = /^[ \t]*([^ \t]*)[ \t]*(.*?)[ \t]*$/.exec(line.replace(/\r$/, "")) ?? [];
  return { kind: "script", interpreter, argument, crlf };
}

function binary(bytes: Buffer): ProgramKind {
  const wide = bytes[4] === 2;
  const little = bytes[5] !== 2;
  const short = (at: number): number => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const long = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const word = (at: number): number => (!wide || little ? long(at) : long(at + 4));
  const machine = machines[short(18)] ?? `machine ${short(18)}`;
  const headers = word(wide ? 32 : 28);
  const size = short(wide ? 54 : 42);
  for (let index = 0; index < short(wide ? 56 : 44); index++) {
    const at = headers + index * size;
    if (at + size > bytes.length) break;
    if (long(at) !== 3) continue;
    const from = word(at + (wide ? 8 : 4));
    const name = bytes.subarray(from, from + word(at + (wide ? 32 : 16))).toString("latin1");
    const loader = name.replace(/\0.*$/s, "");
    return loader === "" ? { kind: "binary", machine } : { kind: "binary", machine, loader };
  }
  return { kind: "binary", machine };
}
