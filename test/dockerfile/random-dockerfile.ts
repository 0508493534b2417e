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
