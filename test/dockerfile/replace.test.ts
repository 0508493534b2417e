/** Putting an edited instruction back. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { parseDockerfile } from "../../src/dockerfile/parse.ts";
import { replaceSource } from "../../src/dockerfile/replace.ts";

const crlf = "\ufeffFROM busybox\r\nRUN a && \\\r\n  b\r\nRUN c\n";

it("gives the edited lines the ends of the lines they replace, and leaves the rest alone", () => {
  const start = crlf.indexOf("RUN a");
  const span = { start, end: crlf.indexOf("\r\nRUN c") };
  expect(replaceSource(crlf, span, "RUN x \\\n  y \\\n  z")).toBe("\ufeffFROM busybox\r\nRUN x \\\r\n  y \\\r\n  z\r\nRUN c\n");
});

it("takes the file's line end for an instruction of one line", () => {
  const start = crlf.indexOf("RUN c");
  expect(replaceSource(crlf, { start, end: start + 5 }, "RUN d \\\n e")).toBe(`${crlf.slice(0, start)}RUN d \\\r\n e\n`);
  expect(replaceSource("FROM a\nRUN b", { start: 7, end: 12 }, "RUN c \\\r\n d")).toBe("FROM a\nRUN c \\\n d");
  expect(replaceSource("FROM a", { start: 0, end: 6 }, "FROM b\nRUN c")).toBe("FROM b\nRUN c");
});

it("changes nothing when every instruction is put back, in any mix of line ends", () => {
  const ending = fc.constantFrom("\n", "\r\n");
  const line = fc.constantFrom("RUN a", "RUN a \\", "# c", "", "ENV a=b \\ ", "  COPY a b");
  fc.assert(
    fc.property(fc.array(fc.tuple(line, ending)), (lines) => {
      const text = `FROM busybox\n${lines.map((pair) => pair.join("")).join("")}`;
      const parsed = parseDockerfile(text);
      const spans = parsed.ok ? parsed.program.stages[0]?.body : undefined;
      for (const { span, source } of spans ?? []) expect(replaceSource(text, span, source)).toBe(text);
    }),
  );
});
