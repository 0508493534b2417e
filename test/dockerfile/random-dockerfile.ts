/** Random Dockerfiles: odd lines in any order, most of them wrong somewhere, for properties that must hold of every file. */
import fc from "fast-check";

const fragments = [
  "FROM busybox",
  "FROM busybox AS one",
  "from a as B",
  "ARG a=1",
  "RUN echo",
  "RUN a \\",
  "RUN a \\  ",
  "  && b \\",
  "\\",
  " \\\\",
  "x \\\\",
  "RUN <<EOF",
  "RUN cat <<-'X' <<Y",
  "COPY <<EOF /a",
  "EOF",
  "\tX",
  "Y",
  "COPY --from=one a b",
  'COPY ["a", "b c", "d"]',
  "COPY --chown='a b' a b",
  'CMD ["a", "b"]',
  'CMD ["a", 1]',
  "CMD ['a']",
  "ENV a=b c='d e'",
  "ENV a b c",
  'LABEL "x',
  "# comment",
  "# comment \\",
  "  # escape=`",
  "# escape=`",
  "",
  "   ",
  "\t",
  "RU\\",
  "N x",
  "HEALTHCHECK --interval=1s CMD a",
  "HEALTHCHECK NONE",
  "WORKDIR /a b",
  "EXPOSE 80 90",
  "VOLUME /a /b",
  "ONBUILD RUN a",
  "RUN --mount=type=bind a",
  "RUNN a",
  "RUN a `",
  "`",
  "USER $u",
  "\ufeffUSER a",
  "RUN\u00a0a",
  'SHELL ["a"]',
  "STOPSIGNAL 9",
  "RUN -- --a",
  "ARG --b c",
  "RUN a\rb",
  "RUN it's <<EOF",
  "RUN 🐳 \\",
  "\v\fUSER\va",
];

export function dockerfiles(): fc.Arbitrary<string> {
  const line = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...fragments) }, { weight: 1, arbitrary: fc.string() });
  const ending = fc.oneof(
    { weight: 9, arbitrary: fc.constant("\n") },
    { weight: 1, arbitrary: fc.constantFrom("\r\n", "\r\r\n") },
  );
  const lines = fc.array(fc.tuple(line, ending), { maxLength: 12 }).map((pairs) => pairs.map((pair) => pair.join("")).join(""));
  return fc
    .tuple(fc.constantFrom("FROM busybox\n", "", "# escape=`\nFROM a\n", "\ufeffFROM a\r\n"), lines)
    .map((parts) => parts.join(""));
}

/** Stages that name each other in all ways and some wrong ones; the last one is called so. No ARG is without a value. */
export function stagedDockerfiles(): fc.Arbitrary<string> {
  const name = fc.constantFrom("one", "two", "three", "last", "busybox");
  const number = fc.constantFrom("0", "1", "2", "3", "-1");
  const line = fc.oneof(
    { weight: 3, arbitrary: name.map((from) => `COPY --from=${from} a b`) },
    { weight: 1, arbitrary: number.map((from) => `COPY --from=${from} a b`) },
    { weight: 2, arbitrary: name.map((from) => `RUN --mount=from=${from},target=/m true`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("RUN --mount=type=nfs true", "USER 'a", "COPY http://x.test/a /", "ENV a=1", "ARG a='"),
    },
  );
  const from = fc.tuple(
    fc.constantFrom("busybox", "one", "two", "three", "scratch"),
    fc.constantFrom("one", "two", "three", "One"),
  );
  const stage = fc
    .tuple(from, fc.array(line, { maxLength: 2 }))
    .map(([[base, own], lines]) => [`FROM ${base} AS ${own}`, ...lines]);
  const last = fc.array(line, { maxLength: 2 }).map((lines) => ["FROM busybox AS last", ...lines]);
  return fc.tuple(fc.array(stage, { maxLength: 3 }), last).map(([stages, end]) => `${[...stages.flat(), ...end].join("\n")}\n`);
}
