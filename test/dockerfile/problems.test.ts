// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Dockerfile words, not template strings
/**
 * What is refused, where it is said to be, and what is advised. Lines and refusals were compared with docker build 28.5.
 * The second table is refused only where the stage is built.
 */
import { describe, expect, it } from "vitest";
import { problemsOfStages } from "../../src/dockerfile/needed.ts";
import { parseDockerfile } from "../../src/dockerfile/parse.ts";
import type { SyntaxProblem } from "../../src/dockerfile/program.ts";

/** `4 "word" message [hint]` for each problem; the word is the span's text, at most 40 characters. */
function told(text: string): readonly string[] {
  const result = parseDockerfile(text);
  return shown(text, result.ok ? [] : result.problems);
}

/** The same of what counts only for stages that are built, all of them here. */
function toldIfNeeded(text: string): readonly string[] {
  const result = parseDockerfile(text);
  return shown(text, result.ok ? problemsOfStages(result.ifNeeded, "all") : result.problems);
}

function shown(text: string, problems: readonly SyntaxProblem[]): readonly string[] {
  return problems.map(({ span, message, hint }) => {
    const lines = span.line === span.endLine ? `${span.line}` : `${span.line}-${span.endLine}`;
    return `${lines} "${text.slice(span.start, span.end).slice(0, 40)}" ${message}${hint ? ` [${hint}]` : ""}`;
  });
}

type Row = readonly [string, readonly (string | RegExp)[]];

const wrong: readonly Row[] = [
  ["", ['1 "" the Dockerfile has no instructions [Begin with FROM image.]']],
  ["# only\n\n  # comments\n", ['1 "" the Dockerfile has no instructions [Begin with FROM image.]']],
  ["ARG a\nARG b\n", [/^2 "ARG b" the Dockerfile has no FROM/]],
  ["RUN a\nRUN b\n", [/^1 "RUN a" RUN stands before the first FROM, where only ARG may/]],
  ["ARG a\nENV b=c\nFROM scratch\n", [/^2 "ENV b=c" ENV stands before the first FROM/]],
  ["FORM scratch\nRUN a\n", ['1 "FORM" unknown instruction: FORM [Did you mean FROM?]']],
  ["FROM scratch\nrunn a\n", ['2 "runn" unknown instruction: runn [Did you mean run?]']],
  ["FROM scratch\nENTRY a\n", ['2 "ENTRY" unknown instruction: ENTRY [Did you mean ENTRYPOINT?]']],
  [
    "FROM scratch\nRUN a &&\n  apt-get update\n",
    ['3 "apt-get" unknown instruction: apt-get [Is a \\ missing at the end of line 2?]'],
  ],
  ["FROM scratch\nRUN\u00a0a\n", [/^2 "RUN\u00a0a" unknown instruction.*\[The character U\+00A0/]],
  ["FROM scratch\n\\\n\\\n", [/^2-3 .* an instruction is missing/s]],
  ["FROM\n", [/^1 "FROM" FROM requires an image/]],
  ["FROM a b\n", [/^1 "a b" FROM takes one argument, or three/]],
  ["FROM a AS b c\n", [/^1 "a AS b c" FROM takes one argument, or three/]],
  [
    "FROM a as 1b\n",
    [
      "1 \"1b\" invalid name for a build stage: \"1b\" [It starts with a letter and goes on with letters, digits, '-', '_' and '.'.]",
    ],
  ],
  ['FROM "a\n', [/^1 ""a" FROM: a double quote is never closed: "a$/]],
  ["# escape=`\n# escape=`\nFROM scratch\n", ['2 "# escape=`" only one escape directive can be used']],
  ["# escape= \t\nFROM scratch\n", [/must be \\ or `, not " "$/]],
  ["# escape=x\nFROM scratch\n", ['1 "# escape=x" the escape character must be \\ or `, not "x"']],
  ["FROM scratch\nCOPY a\n", [/^2 "a" COPY requires a source and a destination/]],
  ["FROM scratch\nADD\n", [/^2 "ADD" ADD requires a source and a destination/]],
  ["FROM scratch\nCOPY --chwon=1 a b\n", ['2 "--chwon=1" unknown flag: --chwon [Did you mean --chown?]']],
  ["FROM scratch\nADD --from=a a b\n", [/^2 "--from=a" unknown flag: --from \[ADD takes --chown, /]],
  ["FROM scratch\nCMD --foo x\n", [/^2 "--foo" unknown flag: --foo \[CMD takes no flags/]],
  ["FROM scratch\nCOPY --chown a b\n", ['2 "--chown" missing a value on flag: --chown [Write --chown=VALUE]']],
  ["FROM scratch\nCOPY --chown=1 --chown=2 a b\n", ['2 "--chown=2" duplicate flag: --chown [COPY takes it once.]']],
  ["FROM scratch\nCOPY --link=maybe a b\n", ['2 "--link=maybe" --link takes true or false, not "maybe"']],
  ["FROM scratch\nCOPY --link= a b\n", ['2 "--link=" missing a value on flag: --link [Write --link]']],
  ['FROM scratch\nCOPY --chown="a b /c\n', [/^2 .* COPY requires/, /^2 "--chown="a b \/c" --chown: a quote is never closed$/]],
  ["FROM scratch\nCOPY --from=$x a b\n", [/^2 "--from=\$x" COPY --from takes no variables/]],
  ["FROM scratch\nENV a\n", ['2 "a" ENV must have two arguments [Write ENV a=value.]']],
  ["FROM scratch\nENV\n", [/ENV requires at least one argument/]],
  ["FROM scratch\nENV a=b c d=e f\n", [/^2 "c" ENV: "c" has no =/, /^2 "f" ENV: "f" has no =/]],
  ["FROM scratch\nENV =a\n", ['2 "=a" ENV names can not be blank']],
  ["FROM scratch\nARG =a\n", ['2 "=a" ARG names can not be blank']],
  ["FROM scratch\nSHELL bash -c\n", [/^2 "bash -c" SHELL requires its arguments in JSON form/]],
  ["FROM scratch\nSHELL ['bash']\n", [/in JSON form \[JSON strings take double quotes\.\]/]],
  ["FROM scratch\nSHELL []\n", [/SHELL requires at least one argument/]],
  ['FROM scratch\nCMD ["a", 1]\n', [/^2 "\["a", 1\]" CMD: a JSON array must hold strings only/]],
  ['FROM scratch\nVOLUME ["a", ["b"]]\n', [/VOLUME: a JSON array must hold strings only/]],
  ['FROM scratch\nVOLUME ["a", " "]\n', [/a VOLUME can not be an empty string/]],
  ["FROM scratch\nVOLUME []\n", [/VOLUME requires at least one argument/]],
  ["FROM scratch\nEXPOSE\n", [/EXPOSE requires at least one argument/]],
  ["FROM scratch\nWORKDIR\nUSER\nMAINTAINER\nSTOPSIGNAL\n", [/^2 .*WORKDIR/, /^3 .*USER/, /^4 .*MAINT/, /^5 .*STOP/]],
  ["FROM scratch\nHEALTHCHECK\n", [/HEALTHCHECK requires at least one argument/]],
  ["FROM scratch\nHEALTHCHECK CMD\n", [/a command is missing after HEALTHCHECK CMD/]],
  ["FROM scratch\nHEALTHCHECK CDM a\n", [/^2 "CDM" unknown type "CDM" in HEALTHCHECK \[Did you mean CMD\?\]/]],
  ["FROM scratch\nHEALTHCHECK NONE a\n", ['2 "a" HEALTHCHECK NONE takes no arguments']],
  ["FROM scratch\nHEALTHCHECK --interval=5 CMD a\n", [/^2 "--interval=5" --interval: a unit .* is missing in duration "5"/]],
  ["FROM scratch\nHEALTHCHECK --timeout=1us CMD a\n", ['2 "--timeout=1us" --timeout can not be less than 1ms']],
  ["FROM scratch\nHEALTHCHECK --retries=-1 CMD a\n", [/--retries takes a whole number/]],
  ["FROM scratch\nHEALTHCHECK --interva=1s CMD a\n", [/\[Did you mean --interval\?\]/]],
  ["FROM scratch\nRUN cat <<EOF\nFOO\n", [/^2 "<<EOF" unterminated heredoc: no line below is just EOF/]],
  ["FROM scratch\nRUN echo $((1 << 2))\n", [/^2 .* unterminated heredoc: no line below is just 2\)\) \[Is it a shift/]],
  [`FROM scratch\nRUN ${"a".repeat(65536)}\n`, [/^2 .* the line is longer than 65535 bytes/]],
  [`FROM scratch\nRUN ${"한".repeat(22000)} \\\n b\n`, [/^2 .* the line is longer than 65535 bytes/]],
  ["FROM a\nCOPY --from=3 a b\n", [/^2 .* there is no stage 3 \[This is the first stage/]],
  ["FROM a\nFROM b\nFROM c\nCOPY --from=-1 a b\n", [/there is no stage -1 \[Earlier stages are 0 to 1\.\]/]],
  ["FROM a AS x\nRUN --mount=from=x b\n", [/^2 "--mount=from=x" RUN --mount from=x names its own stage/]],
  [
    "FROM a AS x\nCOPY --from=y a b\nFROM b AS y\nCOPY --from=x a b\n",
    [/^2 .* circular dependency between stages: line 2 and line 4 copy from each other/],
  ],
  ['FROM a\nRUN --mount=type=bind,a\\"b c\n', [/^2 "--mount=.*" --mount: a quote stands inside the field a"b/]],
  ["FROM a\nRUN --mount= c\n", [/^2 "--mount=" --mount: it is empty/]],
  ["FROM a\nRUN --mount=from=$x,target=/a c\n", [/^2 .*--mount: from takes no variables/]],
  ["FROM a\nRUN --network=hots c\n", ['2 "--network=hots" --network can not be "hots" [Did you mean host?]']],
  ["FROM a\nRUN --security=off c\n", [/--security can not be "off" \[Known are sandbox, insecure\.\]/]],
  ["FROM a\nRUN --network=none --network=none c\n", [/duplicate flag: --network/]],
  ["FROM a\nCOPY a <<EOF\nEOF\n", [/^2 "<<EOF" COPY can not have a heredoc as its destination/]],
  ["FROM a\nCOPY <<EOF\nEOF\n", [/COPY requires a source and a destination/]],
  ["FROM a\nONBUILD\n", [/ONBUILD requires an instruction/]],
  [
    "FROM a\nONBUILD ONBUILD RUN b\n",
    ['2 "ONBUILD" ONBUILD can not hold another ONBUILD [Triggers run in the next build only.]'],
  ],
  ["FROM a\nONBUILD from b\n", ['2 "from" FROM can not be an ONBUILD trigger']],
  ["FROM a\nONBUILD --x RUN b\n", [/^2 "--x" unknown flag: --x/]],
  ["FROM a\nONBUILD ENV a b=c\nONBUILD ENV a\n", [/^3 "a" ENV must have two arguments/]],
  ['FROM a\nONBUILD CMD ["a", 1]\n', [/^2 "\["a", 1\]" CMD: a JSON array must hold strings only/]],
  ["FROM a AS x\nCOPY --from=X a b\n", [/^2 .* COPY --from=X names its own stage/]],
  ["FROM a\nCOPY --from=0 a b\n", [/^2 .* COPY --from=0 names its own stage/]],
];

const wrongIfNeeded: readonly Row[] = [
  [
    'FROM scratch\nCOPY "a b" c\n',
    ['2 ""a" COPY: a double quote is never closed: "a', '2 "b"" COPY: a double quote is never closed: b"'],
  ],
  ["FROM scratch\nCOPY http://x.test/a /\n", [/^2 "http:\/\/x.test\/a" the source of a COPY can not be a URL/]],
  ["FROM scratch\nCOPY --chown=$" + "{a a /\n", [/COPY: "\$\{a" is never closed/]],
  ["FROM scratch\nARG a='b\n", [/^2 "'b" ARG: a single quote is never closed/]],
  ['FROM scratch\nLABEL a="b\n', [/^2 ""b" LABEL: a double quote is never closed/]],
  ["FROM scratch\nENV a=$" + "{b:=c}\n", [/the modifier ":=" in "\$\{b:=…\}" is not known/]],
  ["FROM a\nCOPY --from=y a b\nFROM b AS y\n", [/^2 .* names a stage that comes later, on line 3/]],
  [
    "FROM a AS x\nFROM b\nCOPY --from=x a b\nFROM c AS x\n",
    [/on line 4 \[Of several stages with one name the last is meant\.\]/],
  ],
  [
    "FROM scratch\nRUN --mount=type=cache,taget=/a b\n",
    [/^2 "--mount=.*" --mount: unexpected key "taget" \[Did you mean target\?\]/],
  ],
  [
    "FROM scratch\nRUN --mount=type=chache b\n",
    ['2 "--mount=type=chache" --mount: unsupported mount type "chache" [Did you mean cache?]'],
  ],
  ["FROM scratch\nRUN --mount=type=cache,target=\\'/a b\n", [/a single quote is never closed/]],
  ["FROM scratch\nRUN --mount=type=secret b\n", [/a secret mount needs an id or a target/]],
  ["FROM scratch\nRUN --mount=required,type=ssh b\n", [/unexpected key "required" for mount type "bind"/]],
  ["FROM scratch\nRUN --mount=type=tmpfs,target=/,size=1x b\n", [/invalid value for size: 1x/]],
  ["FROM scratch\nRUN --device=a b\n", [/RUN --device is not in the stable Dockerfile syntax/]],
  ["FROM scratch\nADD --checksum=sha256:0 a b /\n", [/ADD --checksum takes exactly one source/]],
  ["FROM scratch\nADD --checksum=sha256:0 a /\n", [/ADD --checksum is for URLs and git repositories \[a is a path\.\]/]],
  ["FROM scratch\nCOPY git@x.test:a b\n", [/the source of a COPY can not be a git repository/]],
  ["FROM scratch\nCOPY <<A /b\n${a\nA\n", [/^2-4 .* COPY: in heredoc A: the modifier/s]],
  ["FROM a AS x\nRUN --mount=from=y b\nFROM c AS y\n", [/^2 .* RUN --mount from=y names a stage that comes later, on line 3/]],
];

const taken: readonly string[] = [
  "FROM --platform= busybox",
  "FROM --platform=linux/arm64 a",
  "FROM a AS x\nCOPY --from=busybox a b\nFROM x",
  "RUN --mount=type=cache,target=/a --mount=type=bind,from=other,source=/x b",
  "RUN --mount='type=bind,\"source=/a,b\",target=/c' --network=none --security=insecure b",
  "RUN --mount=type=$x,target=/a b",
  "RUN --mount='type=tmpfs,target=/a",
  "COPY --link --parents --exclude=a --exclude=b a b",
  "ADD --link=true --checksum=sha256:0 --keep-git-dir --unpack=false http://x.test/a b",
  "ADD a https://x.test/a.git#v1 git@x.test:a b",
  "RUN <<EOF\nRUNN nothing\nEOF",
  "RUN cat <<'E F' <<-\"$x\"\nRUNN\nE F\n\tx\n\t$x",
  "COPY <<'E' <<-G /a/\nRUNN\nE\n\tx\n\tG",
  "ADD 3<<X /a\n\\\nX",
  'COPY ["<<X", "/a"]',
  "ONBUILD COPY <<X /a\nRUNN\nX",
  "ONBUILD COPY a",
  "ONBUILD RUNN a",
  "ONBUILD -- RUN a",
  "FROM a AS x\nCOPY --from=y a b\nFROM x AS y",
  "COPY --link=false --parents=false --from= a b",
  "ADD --keep-git-dir=false --checksum= a b",
  "HEALTHCHECK --bogus NONE",
  "HEALTHCHECK none []",
  "ARG --foo x\nSTOPSIGNAL --bar 9",
  "RUN\nCMD\nENTRYPOINT []",
  "RUN -- --mount",
  "RUN echo <<<word\nRUN echo '<<EOF'\nRUN echo it's <<EOF",
  'RUN ["cat", "<<EOF"]',
  "COPY github.com/a/b /",
  "COPY --from=busybox a b",
  `RUN ${"a".repeat(65535 - 4)}`,
  "ENV a=${b:?c}",
  "USER a\n# escape=\nRUN b",
];

function titled<E>([text, expected]: readonly [string, E]): { title: string; text: string; expected: E } {
  return { title: JSON.stringify(text.slice(0, 80)), text, expected };
}

describe("parseDockerfile", () => {
  it.each(wrong.map(titled))("$title", ({ text, expected }) => {
    const problems = told(text);
    expect(problems).toHaveLength(expected.length);
    expected.forEach((each, index) => {
      if (typeof each === "string") expect(problems[index]).toBe(each);
      else expect(problems[index]).toMatch(each);
    });
  });

  it.each(wrongIfNeeded.map(titled))("where the stage is built: $title", ({ text, expected }) => {
    expect(told(text)).toEqual([]);
    const problems = toldIfNeeded(text);
    expect(problems).toHaveLength(expected.length);
    expected.forEach((each, index) => {
      if (typeof each === "string") expect(problems[index]).toBe(each);
      else expect(problems[index]).toMatch(each);
    });
  });

  it("asks only for the stages that are built, and for no default that --build-arg overrides", () => {
    const parsed = parseDockerfile("ARG g='\nFROM a\nENV a='\nFROM b\nARG b='\nENV c='\n");
    const lines = (needed: readonly number[], ...given: readonly string[]): readonly number[] => {
      const problems = parsed.ok ? problemsOfStages(parsed.ifNeeded, new Set(needed), (name) => given.includes(name)) : [];
      return problems.map(({ span }) => span.line);
    };
    expect(lines([0])).toEqual([1, 3]);
    expect(lines([1])).toEqual([1, 5, 6]);
    expect(lines([0, 1], "g", "b")).toEqual([3, 6]);
  });

  it.each(taken.map((text) => titled([text, []])))("takes $title", ({ text }) => {
    expect(told(text.startsWith("FROM") ? text : `FROM busybox\n${text}\n`)).toEqual([]);
  });

  it("tells all problems of a file in order", () => {
    const text = "FORM a\n\nFROM b AS 1\nRUNN c\nCOPY --x --y d\nENV e\n# c\nLABEL 'f\nCOPY --from=0 --from=1 g \\\n  h\n";
    expect(told(text).map((line) => /^[\d-]+/.exec(line)?.[0])).toEqual(["1", "3", "4", "5", "5", "5", "6", "8", "9-10", "9"]);
  });

  it("quotes nothing that would act on a terminal", () => {
    const text = "# escape=\u001b[2J\nFROM a\n\u001b]0;x\u0007 b\nCOPY --\u009b a b\nCOPY --from=\u202e a 'b\nENV \u0007\n";
    const parsed = parseDockerfile(text);
    expect(parsed.ok ? [] : parsed.problems.map(({ span }) => span.line)).toEqual([1, 3, 4, 5, 6]);
    const said = parsed.ok ? "" : parsed.problems.map(({ message, hint }) => `${message}${hint}`).join("");
    expect(said).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it("finds the place of a word behind comments and continuations, in CRLF and after a byte order mark", () => {
    expect(told("\ufeffFROM a\r\nENV a=1 \\\r\n# c \\\r\n\r\n  'b\r\n")).toEqual([
      `5 "'b" ENV: "'b" has no = [Write ENV KEY=value; a value with blanks goes in quotes.]`,
    ]);
  });
});
