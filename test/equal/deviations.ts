/** Every allowed difference between our image and `docker build`'s, with the reason. The list is as short as the engine's API permits. */
type Deviation = { readonly case?: string; readonly store?: "graph" | "containerd"; readonly line: RegExp; readonly why: string };

const deviations: readonly Deviation[] = [
  {
    case: "hostname",
    line: /^\/h: unexpected file/,
    why: "the engine mounts a file of its own on /etc/hostname of every container; BuildKit shows the image's (here: none)",
  },
  {
    store: "containerd",
    line: /^\/dev: missing \(expected directory 0755 0:0\)$/,
    why: "on a base without /dev BuildKit's first RUN leaves it; this store's commit leaves out folders that look like its own stand-ins",
  },
];

/** Why this difference is allowed in this case on this image store; undefined when it is not. */
export function deviation(name: string, store: string, line: string): string | undefined {
  const allowed = (one: Deviation) => (one.case ?? name) === name && (one.store ?? store) === store && one.line.test(line);
  return deviations.find(allowed)?.why;
}
