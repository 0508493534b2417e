/** Every allowed difference between our image and `docker build`'s, with the reason. The list is as short as the engine's API permits. */
type Deviation = { readonly case?: string; readonly line: RegExp; readonly why: string };

const deviations: readonly Deviation[] = [
  {
    case: "hostname",
    line: /^\/h: unexpected file/,
    why: "the engine mounts a file of its own on /etc/hostname of every container; BuildKit shows the image's (here: none)",
  },
];

/** Why this difference is allowed in this case; undefined when it is not. */
export function deviation(name: string, line: string): string | undefined {
  return deviations.find((one) => (one.case === undefined || one.case === name) && one.line.test(line))?.why;
}
