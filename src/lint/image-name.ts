// Whether a word can be the name of an image, by the grammar of distribution's references.

const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const label = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const host = new RegExp(`^(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const remainder = new RegExp(
  `^${component}(?:/${component})*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$`,
);

/** What is wrong with it, or undefined. */
export function imageNameProblem(name: string): string | undefined {
  if (name === "") return "the name of the image is empty";
  if (/^[a-f0-9]{64}$/.test(name)) return `the image name ${name} is an id: 64 hexadecimal digits cannot be a name`;
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(0, slash));
  const hasHost = slash !== -1 && (/[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase());
  const path = hasHost ? name.slice(slash + 1) : name;
  const repository = path.split(/[:@]/, 1)[0] ?? "";
  if (repository !== repository.toLowerCase()) return `invalid image name "${name}": it must be lowercase`;
  if ((hasHost && !host.test(first)) || !remainder.test(path)) return `invalid image name "${name}"`;
  return undefined;
}
