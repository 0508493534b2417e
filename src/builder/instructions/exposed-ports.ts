/** EXPOSE's words: `[[ip:]port[-port]:]port[-port][/proto]`; only the last part counts, the others must be sound. Pure. */
import { isIP } from "node:net";
import { StepProblem } from "../problem.ts";

const protocols = new Set(["tcp", "udp", "sctp"]);
const usage = "EXPOSE takes port[-port][/proto], ports from 0 to 65535, the smaller one first";

/** Single ports with protocol, ranges opened, in the order of the words; named twice, there twice. Throws StepProblem naming the word. */
export function exposedPorts(words: readonly string[]): readonly string[] {
  const ranges = words.map(portRange);
  if (ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0) > mostPorts) {
    throw new StepProblem(
      `EXPOSE opens more than ${mostPorts} ports at once`,
      "docker build can not carry that many in an image",
    );
  }
  return ranges.flatMap(({ first, last, protocol }) =>
    Array.from({ length: last - first + 1 }, (_, offset) => `${first + offset}/${protocol}`),
  );
}

/** Told in the history one by one, these are 16 MiB, more than docker build can send (lexer.ts). */
const mostPorts = 1_600_000;

export type PortRange = { readonly first: number; readonly last: number; readonly protocol: string };

/** What one word opens. Throws StepProblem naming it. */
export function portRange(word: string): PortRange {
  const parts = word.split(":");
  const spec = parts.pop() ?? "";
  const host = parts.pop();
  const ip = parts.join(":");
  const slash = spec.indexOf("/");
  const container = slash < 0 ? spec : spec.slice(0, slash);
  const protocol = slash < 0 ? "" : spec.slice(slash + 1).toLowerCase();
  if (container === "") throw new StepProblem(`invalid port: "${word}": no port specified`, usage);
  if (protocol !== "" && !protocols.has(protocol)) {
    throw new StepProblem(`invalid port: "${word}": invalid proto: ${spec.slice(slash + 1)}`, "use tcp, udp or sctp");
  }
  if (ip !== "" && isIP(ip.replace(/^\[(.*)\]$/, "$1")) === 0) throw new StepProblem(`invalid IP address: ${ip}`, usage);
  const range = rangeOf(container);
  if (range === undefined) throw new StepProblem(`invalid containerPort: ${container}`, usage);
  const [first, last] = range;
  if (host !== undefined && host !== "") {
    const published = rangeOf(host);
    if (published === undefined) throw new StepProblem(`invalid hostPort: ${host}`, usage);
    if (last !== first && published[1] - published[0] !== last - first) {
      throw new StepProblem(`invalid ranges specified for container and host Ports: ${container} and ${host}`, usage);
    }
  }
  return { first, last, protocol: protocol || "tcp" };
}

function rangeOf(text: string): readonly [number, number] | undefined {
  const dash = text.indexOf("-");
  const [start, end] = dash < 0 ? [text, text] : [text.slice(0, dash), text.slice(dash + 1)];
  const first = portOf(start);
  const last = portOf(end);
  return first === undefined || last === undefined || last < first ? undefined : [first, last];
}

function portOf(text: string): number | undefined {
  if (!/^\+?\d+$/.test(text)) return undefined;
  const port = Number(text);
  return port <= 65535 ? port : undefined;
}
