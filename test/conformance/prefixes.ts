/** Deep mode: every beginning of a Dockerfile is a Dockerfile too. */
import { parseDockerfile } from "../../src/dockerfile/parse.ts";

/** The text up to the end of each instruction but the last, shortest first. None when the file cannot be parsed. */
export function prefixes(dockerfile: Buffer): readonly Buffer[] {
  const parsed = parseDockerfile(dockerfile.toString());
  if (!parsed.ok) return [];
  const { globals, stages } = parsed.program;
  const instructions = [...globals, ...stages.flatMap(({ from, body }) => [from, ...body])];
  const ends = [...new Set(instructions.map(({ span }) => span.endLine))];
  // Bytes, not characters: what is no UTF-8 must stay as it is.
  const lines = dockerfile.toString("latin1").split("\n");
  return ends.slice(0, -1).map((end) => Buffer.from(`${lines.slice(0, end).join("\n")}\n`, "latin1"));
}
