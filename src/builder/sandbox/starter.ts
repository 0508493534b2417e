/**
 * A program that stands in front of another one: it reads an environment from standard input or a file, and becomes that program
 * (starter/*.S), so that no config of a container holds the environment. Without arguments it only waits for the end of its input.
 */

import { StepProblem } from "../problem.ts";
import { programFor } from "./machine-code.ts";

const code = {
  amd64: [
    "TIskJEyNbCQIT4105QhIgewAIAAASYP8A3MgMf9Iiea6ABAAADHADwVIg/j8dOxIhcB/5zH/6TkCAAAx/74AAIAAugMAAABBuiIAAABJx8D/////RTHJ",
    "uAkAAAAPBUg9APD//w+H+QEAAEiJw0iJxUyNuAAAQAAx/0mLdQiAPgB0Hr+c////ugAACABFMdK4AQEAAA8FhcAPiMUBAACJx0iJ7kiNkwAAQABIKeox",
    "wA8FSIP4/HTpSIXAD46jAQAASAHFgH3/AHXXSI1LAUg5zXQGgH3+AHXISI2rAABAAEiJ3oA+AHQOSYk3SYPHCKyEwHX76+1NifhJizZJg8YISIX2dC5I",
    "ie9MOcd0HUiLF0iDxwgxyYoEDjoECnXqhMB01//BPD117uvPSYk3SYPHCOvGSccHAAAAAE2NZRBNiywkQb4CAAAATInurDwvD4SoAAAAhMB180iJ6kiL",
    "MkiDwghIhfYPhKYAAACBPlBBVEh16IB+BD114kiDxgVIjbwk/h8AAEiJ4qyEwHQQPDp0D0g5+nPyiAJI/8Lr60j/zkg54nRQxgIvSP/CTInpigFI/8FI",
    "Ofp3PYgCSP/ChMB17UiJ80iJ50yJ5kiJ6rg7AAAADwVIid732IP4AnQXg/gUdBKD+Ch0DYP4JHQIQYnGg/gNdRyAPgB1g+sVTInvTInmSInquDsAAAAP",
    "BffYQYnGTInu6GMAAAC7fwAAAEiNNXAAAABBg/4CdDD/y0iNNW4AAABBg/4NdCFIjTV2AAAAQYP+B3QUSI01gwAAAEGD/gh0B0iNNYsAAADoHAAAAInf",
    "6xFIjTWQAAAA6AwAAAC/fQAAALjnAAAADwUx0oA8FgB0BP/C6/a/AgAAALgBAAAADwXDOiBub3QgZm91bmQKADogcGVybWlzc2lvbiBkZW5pZWQKADog",
    "YXJndW1lbnQgbGlzdCB0b28gbG9uZwoAOiBleGVjIGZvcm1hdCBlcnJvcgoAOiBjYW5ub3QgYmUgc3RhcnRlZAoAZGJ1aWxkOiB0aGUgZW52aXJvbm1l",
    "bnQgZGlkIG5vdCBjb21lIHdob2xlCgA=",
  ].join(""),
  arm64: [
    "8wNA+fQjAJGVDhOLtSIAkf8LQNF/DgDxggEAVAAAgNLhAwCRAgCC0ugHgNIBAADUHxAAsUD//1QfAADxDP//VAAAgFKiAAAUAACA0gEQoNJiAIDSQwSA",
    "0gQAgJIFAIDSyBuA0gEAANQfBECxqBIAVPYDAKr3AwCqGABQkfkDGKoaAIBSgQZA+SIAQDkCAQA0YAyAkgIBoNIDAIDSCAeA0gEAANTgEPi3+gMAKuAD",
    "GirhAxeqAgMXy+gHgNIBAADUHxAAsUD//1QfAADxrQ8AVPcCAIvh8l84of7/NcEGAJH/AgHrYAAAVOHiXzgB/v814QMWqiIAQDmiAAA0IYcA+CIUQDji",
    "//81+///F/sDGaqhhkD4IQIAtOIDGKpfABvrgAEAVEOEQPgEAIDSJWhkOGZoZDi/AAZrIf//VKX+/zSEBACRv/QAcSH//1Tx//8XIYcA+O///xc/AwD5",
    "k0IAkXQCQPlVAIBS4QMUqiIUQDhfvABxIAcAVKL//zUEKohShAqpcuIDGKpWhED4NgcAtMMCQLl/AARrgf//VMMSQDl/9ABxIf//VNYWAJHn+z+R5wRA",
    "keEDAJHCFkA44gAANF/oAHHAAABUPwAH62L//1QiFAA4+f//F9YGANHjAwCRPwAD60ADAFTiBYBSIhQAOOMDFKpiFEA4PwAH64gCAFQiFAA4gv//NeAD",
    "AJHhAxOq4gMYqqgbgNIBAADU4AMASx8IAHFAAQBUH1AAcQABAFQfoABxwAAAVB+QAHGAAABU9QMAKh80AHFBAQBUwgJAOeL6/zUHAAAU4AMUquEDE6ri",
    "AxiqqBuA0gEAANT1AwBL4QMUqhgAAJTzD4BS4QMAEL8KAHGAAQBU0w+AUsEDADC/NgBxAAEAVAEEAFC/HgBxoAAAVIEEABC/IgBxQAAAVMEEADAIAACU",
    "4AMTKgQAABThBABQBAAAlKAPgFLIC4DSAQAA1AIAgNIjaGI4YwAANEIEAJH9//8XQACAUggIgNIBAADUwANf1jogbm90IGZvdW5kCgA6IHBlcm1pc3Np",
    "b24gZGVuaWVkCgA6IGFyZ3VtZW50IGxpc3QgdG9vIGxvbmcKADogZXhlYyBmb3JtYXQgZXJyb3IKADogY2Fubm90IGJlIHN0YXJ0ZWQKAGRidWlsZDog",
    "dGhlIGVudmlyb25tZW50IGRpZCBub3QgY29tZSB3aG9sZQoA",
  ].join(""),
};

/** Undefined for an architecture it was not written for. `architecture` is the engine machine's. */
export const starter = (architecture: string): Buffer | undefined => programFor(architecture, code);

/** What the kernel takes of one string, and what the starter reads in all, in bytes. */
const longest = 128 * 1024;
const most = 4 * 1024 * 1024;

/**
 * `K=V` strings as the starter reads them, each name once: the last value, in the first place. Throws StepProblem for what no
 * process can have.
 */
export function environmentBlock(env: readonly string[]): Buffer {
  const byName = new Map(env.map((entry) => [entry.split("=", 1)[0] ?? "", entry]));
  for (const [name, entry] of byName) {
    if (entry.includes("\0")) throw new StepProblem(`the value of ${name} has a NUL byte`, "no variable can; use a file instead");
    if (Buffer.byteLength(entry) >= longest) {
      throw new StepProblem(`the value of ${name} is too long for a variable`, "a variable takes 128 KiB; use a file instead");
    }
  }
  const block = Buffer.from(`${[...byName.values()].map((entry) => `${entry}\0`).join("")}\0`);
  if (block.length > most) throw new StepProblem("the environment is too large", "use files for what is long");
  return block;
}
