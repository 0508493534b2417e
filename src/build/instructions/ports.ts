/** EXPOSE's words: `port[-port][/proto]`, host parts tolerated (dockerfile-semantics §1.9). Pure. */
import { StepProblem } from "../problem.ts";

const protocols = new Set(["tcp", "udp", "sctp"]);

/** Sorted single ports with protocol, ranges opened; named twice, there twice. Throws StepProblem naming the word. */
export function exposedPorts(words: readonly string[]): readonly string[] {
  return words.flatMap(portsOf).sort();
}

function portsOf(word: string): readonly string[] {
  const [spec = "", protocol = "tcp"] = word.toLowerCase().split("/", 2) as [string, string?];
  const proto = protocol === "" ? "tcp" : protocol;
  if (!protocols.has(proto)) throw new StepProblem(`invalid proto "${proto}" in EXPOSE ${word}`, "use tcp, udp or sctp");
  // `ip:host:container` and `host:container`: only the container's part counts.
  const container = spec.slice(spec.lastIndexOf(":") + 1);
  const match = /^(\d+)(?:-(\d+))?$/.exec(container);
  if (!match) throw new StepProblem(`invalid containerPort: ${container || word}`, "EXPOSE takes port[-port][/proto]");
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  if (last > 65535 || first > last)
    throw new StepProblem(`invalid containerPort: ${container}`, "ports go from 0 to 65535, the smaller one first");
  return Array.from({ length: last - first + 1 }, (_, offset) => `${first + offset}/${proto}`);
}
