// Sources that are not paths of the context: what BuildKit takes for a URL or a git repository.

/** What an expanded source of ADD or COPY names: a file to download, a git repository, or undefined for a path. */
export function remoteSource(source: string): "url" | "git" | undefined {
  const scheme = /^(https?|git|ssh):\/\//i.exec(source)?.[1]?.toLowerCase();
  if (scheme === "git" || scheme === "ssh") return "git";
  if (scheme !== undefined) return /^[^?#]*\.git(?:[?#]|$)/.test(source) ? "git" : "url";
  return /^[A-Za-z0-9_-]+@[A-Za-z0-9.-]+:/.test(source) ? "git" : undefined;
}
