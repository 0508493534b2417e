/**
 * A program of a few hundred bytes that removes empty mount points, for an image may hold no program at all. Static, without any
 * library; its source is stub-cleaner/*.S, assembled for a text address of 0x400078 and taken as bare machine code.
 */

/** Machine code by the engine's name of the architecture. */
const code: Readonly<Record<string, string>> = {
  amd64: [
    "TIskJEyNbCQQuwEAAABIgewAIAAASYt1AEmDxQhIhfYPhC0BAABJifZIjbwkAAIAAEmJ/zHJigQOiAQPhMB0FDwvdQRMjTwP/8GB+f8PAABy5O",
    "vBSI2EJAACAABJOcd1A0n/x0HGBwC/nP///0yJ9kiJ4kG6AAEAALgGAQAADwVIhcB1kESLRCQYQYHgAPAAADHtQYH4AEAAAHUHvQACAADrGUGB",
    "+ACAAAAPhWX///9Ig3wkMAAPhVn///+/nP///0iNtCQAAgAASIniRTHSuAYBAAAPBUiFwA+FNv///0iLRCRISImEJAABAABIi0QkUEiJhCQIAQ",
    "AASItEJFhIiYQkEAEAAEiLRCRgSImEJBgBAAC/nP///0yJ9onquAcBAAAPBUiFwA+F6P7//zHbv5z///9IjbQkAAIAAEiNlCQAAQAARTHSuBgB",
    "AAAPBenC/v//id+45wAAAA8F",
  ].join(""),
  arm64: [
    "80MAkTQAgFL/C0DRdYZA+DUIALThAwiR9gMBqgIAgNKjamI4I2giOAMBADR/vABxQQAAVDYAAotCBACRX/w/8QP//1Ty//8X3wIB60EAAFTWBg",
    "CR3wIAOWAMgJLhAxWq4gMAkQMggNLoCYDSAQAA1OD8/7XkE0C5hAwUEhcAgFIFAIhSnwAFa2EAAFQXQIBSBgAAFAUAkFKfAAVrgfv/VOUbQPlF",
    "+/+1YAyAkuEDCJHiAwCRAwCA0ugJgNIBAADUYPr/teSXRKnkgwD55YcA+eSXRankiwD55Y8A+WAMgJLhAxWq4gMXKmgEgNIBAADU4Pj/tRQAgF",
    "JgDICS4QMIkeIDBJEDAIDSCAuA0gEAANS///8X4AMUKsgLgNIBAADU",
  ].join(""),
};
const machine: Readonly<Record<string, number>> = { amd64: 62, arm64: 183 };

/** The program as an ELF file; undefined for an architecture it was not written for. `architecture` is the engine machine's. */
export function stubCleaner(architecture: string): Buffer | undefined {
  const name = { x86_64: "amd64", aarch64: "arm64" }[architecture] ?? architecture;
  const text = code[name];
  return text === undefined ? undefined : elf(machine[name] ?? 0, Buffer.from(text, "base64"));
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
