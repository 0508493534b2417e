/** Which RUNs are looked at for new names of old files, and in which stages. */
import { expect, test } from "vitest";
import { makesLinks } from "../../../src/builder/execution/run-links.ts";
import { isSource } from "../../../src/builder/steps.ts";
import { parseDockerfile } from "../../../src/dockerfile/parse.ts";

test("links that are not symbolic are told by the text", () => {
  for (const text of ["ln a b", "sh -c ln -f a b", "link a b", "cp -al a b", "cp -r --link a b", "x && ln\ta b"]) {
    expect(makesLinks(text), text).toBe(true);
  }
  for (const text of ["ln -s a b", "ln -sf a b", "ln --symbolic a b", "cp -a a b", "vuln a", "true"]) {
    expect(makesLinks(text), text).toBe(false);
  }
});

test("a stage is a source where files of it, or of one that stands on it, are copied or mounted", () => {
  const text = `FROM x AS a
FROM a AS b
FROM x AS c
FROM c AS d
COPY --from=B /f /f
RUN --mount=from=c,target=/m true
FROM d
`;
  const read = parseDockerfile(text);
  if (!read.ok) throw new Error("unreadable");
  expect(read.program.stages.map(({ index }) => isSource(read.program, index))).toEqual([true, true, true, false, false]);
});
