/**
 * A program that copies one file, and makes the folders on the way to it: for a container that is started with an image mounted, so that
 * the file goes from one to the other inside the engine's kernel. Static, without any library; its source is file-copier/*.S.
 */
import { programFor } from "./machine-code.ts";

const code = {
  amd64: [
    "SIscJEj/y0yNZCQQSIPsIEiD+wd0cQ+CgwEAAOiKAQAAv5z///9Mie66wAEAALgCAQAADwVIhcAPhWEBAAC/nP///0yJ7kSJ+kGJ6kG4AAEAALgEAQAADw",
    "VIhcAPhT0BAAC/nP///0yJ7kSJ8rgMAQAADwVIhcAPhSIBAABJg8QgSIPrBOuJv5z///9JizQkugAAAgC4AQEAAA8FSIXAD4j6AAAAicNJg8QI6PsAAAC/",
    "nP///0yJ7jHSuAcBAAAPBb+c////TInuusEAAgBBuoABAAC4AQEAAA8FSIXAD4i7AAAAQYnFRInvRIn+ieq4XQAAAA8FSIXAD4WgAAAASYt0JCjozgAAAE",
    "iJxUiF7XREQb8AAABATDn9TA9C/YnfMfZEiepFMdJNifhFMcm4RgEAAA8FSIXAfxZEie+J3jHSTYn6uCgAAAAPBUiFwH5PSCnF67dEie9Eifa4WwAAAA8F",
    "SIXAdThJi3QkIOhmAAAASIkEJEiJRCQQMcBIiUQkCEiJRCQYRInvMfZIieJFMdK4GAEAAA8FMf9IhcB0Bb8BAAAAuOcAAAAPBU2LLCRJi3QkCOgeAAAASY",
    "nGSYt0JBDoEQAAAEmJx0mLdCQY6AQAAABIicXDMcAPtg6D6TCD+Ql3DEhrwApIAchI/8br6cM=",
  ].join(""),
  arm64: [
    "8wNA+XMGANH0QwCR/4MA0X8eAPFAAwBU4wsAVGEAAJRgDICS4QMVqgI4gNJIBIDSAQAA1AALALVgDICS4QMVquIDF6rjAxiqBCCA0sgGgNIBAADUAAoAtW",
    "AMgJLhAxWq4gMWqqgGgNIBAADUQAkAtZSCAJFzEgDR5v//F2AMgJKBAkD5AgCQ0ggHgNIBAADUIAj4t/MDAKqUIgCRQQAAlGAMgJLhAxWqAgCA0mgEgNIB",
    "AADUYAyAkuEDFaoiGJDSAzCA0ggHgNIBAADUQAb4t/UDAKrhAxeq4gMYqugGgNIBAADUgAUAtYEWQPk5AACU+AMAqhgDALQXAKjSHwMX6xczl5rgAxOqAQ",
    "CA0uIDFaoDAIDS5AMXqgUAgNKoI4DSAQAA1B8AAPEsAQBU4AMVquEDE6oCAIDS4wMXqugIgNIBAADUHwAA8W0CAFQYAwDL6f//F+ADFarhAxaqiAaA0gEA",
    "ANSAAQC1gRJA+RkAAJTgfwCp4H8BqeADFaoBAIDS4gMAkQMAgNIIC4DSAQAA1EAAALQgAIDSyAuA0gEAANT5Ax6qlQJA+YEGQPkJAACU9gMAqoEKQPkGAA",
    "CU9wMAqoEOQPkDAACU+AMAqiADX9YAAIDSQwGA0iIUQDhCwABRXyQAcWgAAFQACAOb+///F8ADX9Y=",
  ].join(""),
};

/** Undefined for an architecture it was not written for. `architecture` is the engine machine's. */
export const fileCopier = (architecture: string): Buffer | undefined => programFor(architecture, code);

/** What is made there: `path` absolute, `mode` with setuid, setgid, sticky. */
type Made = { readonly path: string; readonly mode: number; readonly uid: number; readonly gid: number };

/** `mtime`: seconds since the epoch, not before it. `size`: bytes; a shorter source is a failure. */
export type CopiedFile = Made & { readonly source: string; readonly mtime: number; readonly size: number };

/**
 * Its arguments. The folders must not be there, the outermost comes first; a file at the target is replaced. Exit code 0: done;
 * else something may be half made.
 */
export function copierArguments(folders: readonly Made[], { source, mtime, size, ...file }: CopiedFile): readonly string[] {
  const words = ({ path, mode, uid, gid }: Made): readonly string[] => [path, ...[mode, uid, gid].map(String)];
  return [...folders.flatMap(words), source, ...words(file), String(mtime), String(size)];
}
