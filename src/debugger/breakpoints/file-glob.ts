/** Globs of breakpoints on files: those of .dockerignore, for paths in an image. Pure. */
import { posix } from "node:path";
import { compileGlob } from "../../context/glob.ts";
import { compileIgnorePattern } from "../../context/ignore-pattern.ts";

/** Is the absolute path meant by the glob: does it match, or a folder above it? Undefined: the glob cannot be read. */
export function fileGlob(glob: string): ((path: string) => boolean) | undefined {
  const cleaned = posix.normalize(glob).replace(/^\/+|\/+$/g, "");
  const pattern = compileGlob(cleaned) && compileIgnorePattern(glob, cleaned, 0, false);
  if (pattern === undefined || cleaned === "") return undefined;
  /** Of folders, which many files share. */
  const known = new Map<string, boolean>();
  const isMeant = (path: string): boolean => {
    const end = path.lastIndexOf("/");
    return (end > 0 && isFolderMeant(path.slice(0, end))) || pattern.matches(path);
  };
  const isFolderMeant = (folder: string): boolean => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const meant = isMeant(folder);
    known.set(folder, meant);
    return meant;
  };
  return (path) => isMeant(path.replace(/^\/+/, ""));
}
