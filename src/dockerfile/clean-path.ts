// Paths inside an image: always `/`, `.` and `..` resolved, never above the root.

/** `path` from `folder` (absolute) where it is relative; absolute, without a slash at its end but for the root's. */
export function absolutePath(folder: string, path: string): string {
  return `/${resolved(path.startsWith("/") ? path : `${folder}/${path}`, false).join("/")}`;
}

/** Go's path.Clean: relative ones stay so, and an empty one is ".". */
export function cleanPath(path: string): string {
  if (path.startsWith("/")) return absolutePath("/", path);
  return resolved(path, true).join("/") || ".";
}

/** The last part, as Go's path.Base: "." of nothing, "/" of the root. */
export function baseName(path: string): string {
  if (path === "") return ".";
  return /[^/]+(?=\/*$)/.exec(path)?.[0] ?? "/";
}

function resolved(path: string, keepParents: boolean): readonly string[] {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (keepParents) parts.push(part);
  }
  return parts;
}
