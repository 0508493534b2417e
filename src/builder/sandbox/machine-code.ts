/** Programs of a few hundred bytes as bare machine code, made ELF files: static, without any library, for an image may hold none. */

/** Base64 by the engine's name of the architecture, linked for a text address of 0x400078. */
export type Code = Readonly<Record<"amd64" | "arm64", string>>;

const machine = { amd64: 62, arm64: 183 } as const;

/** Undefined for an architecture there is no code for. `architecture` is the engine machine's. */
export function programFor(architecture: string, code: Code): Buffer | undefined {
  const name = { x86_64: "amd64", aarch64: "arm64" }[architecture] ?? architecture;
  return name === "amd64" || name === "arm64" ? elf(machine[name], Buffer.from(code[name], "base64")) : undefined;
}

/** One loadable segment: headers and code at 0x400000, entry right behind the headers. */
function elf(machineNumber: number, text: Buffer): Buffer {
  const base = 0x400000n;
  const headers = 64 + 56;
  const file = Buffer.alloc(headers);
  file.write("\x7fELF\x02\x01\x01", 0, "latin1");
  file.writeUInt16LE(2, 16); // an executable
  file.writeUInt16LE(machineNumber, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(base + BigInt(headers), 24);
  file.writeBigUInt64LE(64n, 32); // program headers
  file.writeUInt16LE(64, 52);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(1, 56);
  file.writeUInt32LE(1, 64); // load
  file.writeUInt32LE(5, 68); // readable, executable
  file.writeBigUInt64LE(base, 80);
  file.writeBigUInt64LE(base, 88);
  file.writeBigUInt64LE(BigInt(headers + text.length), 96);
  file.writeBigUInt64LE(BigInt(headers + text.length), 104);
  file.writeBigUInt64LE(0x1000n, 112);
  return Buffer.concat([file, text]);
}
