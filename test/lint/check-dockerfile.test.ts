// dbuild check without an engine: options, several errors at once, what is said when a base image is not at hand.
import fs from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatPlatform, parsePlatform } from "../../src/builder/platform.ts";
import { type DiskTree, openContext } from "../../src/context/disk-tree.ts";
import { readIgnore } from "../../src/context/ignore.ts";
import { checkDockerfile } from "../../src/lint/check-dockerfile.ts";
import { readCheckOptions } from "../../src/lint/check-options.ts";
import type { BaseImage, Facts } from "../../src/lint/facts.ts";
import { imageNameProblem } from "../../src/lint/image-name.ts";
import { ruleNames, ruleUrl } from "../../src/lint/rules.ts";
import { folderWith } from "../helpers/dbuild.ts";

const amd64 = { os: "linux", architecture: "amd64", variant: "" };
const base: BaseImage = { env: ["LANG=C"], shell: [], onBuild: [], workdir: "", platform: amd64 };
const facts: Facts = {
  buildArgs: {},
  buildPlatform: amd64,
  targetPlatform: amd64,
  namedContexts: new Set(),
  image: (name) => (name.startsWith("debian") ? base : undefined),
};
const judge = (text: string, more: Partial<Facts> = {}) => checkDockerfile(text, { ...facts, ...more });
const told = (findings: ReturnType<typeof judge>["errors"]) => findings.map(({ rule, span }) => `${rule} ${span.line}`);

let folder = "";
let context: DiskTree;
beforeAll(async () => {
  folder = folderWith({ "main.c": "", "lib/util.c": "", "debug.log": "", ".dockerignore": "*.log\n" });
  context = await openContext(folder, await readIgnore(folder));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe("layers", () => {
  const few = { mostLayers: 4, image: () => ({ ...base, layers: 2 }) };

  it("that the engine cannot store are told at the first one that is too many", () => {
    const { errors } = judge("FROM debian\nRUN a\nENV a=b\nCOPY a /\nRUN c\nADD d /\n", few);
    expect(told(errors)).toEqual(["Layers 5"]);
    expect(errors[0]?.message).toBe(
      "this would be layer 5, 2 of them the base image's; this engine stores at most 4 in an image (max depth exceeded)",
    );
  });

  it("are counted with those of the stage before, by what its triggers make, and not across COPY --from", () => {
    expect(told(judge("FROM debian AS a\nRUN a\nFROM a\nRUN b\nRUN c\n", few).errors)).toEqual(["Layers 5"]);
    expect(told(judge("FROM debian AS a\nRUN a\nRUN b\nFROM debian\nCOPY --from=a / /\nRUN c\n", few).errors)).toEqual([]);
    const withTriggers = { ...few, image: () => ({ ...base, layers: 2, onBuild: ["RUN a", "RUN b", "RUN c"] }) };
    expect(told(judge("FROM debian\nRUN b\n", withTriggers).errors)).toEqual(["Layers 1"]);
    expect(told(judge("FROM scratch\nCOPY 1 /\nCOPY 2 /\nCOPY 3 /\nCOPY 4 /\nCOPY 5 /\n", few).errors)).toEqual(["Layers 6"]);
  });

  it("are not counted where the base or the engine's limit is unknown", () => {
    expect(told(judge("FROM debian\nRUN a\nRUN b\nRUN c\n", { mostLayers: 2 }).errors)).toEqual([]);
    expect(told(judge("FROM debian\nRUN a\nRUN b\nRUN c\n", { image: few.image }).errors)).toEqual([]);
  });
});

describe("rules", () => {
  it("have the addresses BuildKit gives them", () => {
    expect(ruleNames.length).toBe(22);
    expect(ruleUrl("JSONArgsRecommended")).toBe("https://docs.docker.com/go/dockerfile/rule/json-args-recommended/");
    expect(ruleUrl("FromPlatformFlagConstDisallowed")).toMatch(/from-platform-flag-const-disallowed\/$/);
    expect(ruleUrl("InvalidBaseImagePlatform")).toBeUndefined();
  });

  it("a warning carries rule, message, place, hint and address", () => {
    const { warnings, errors } = judge("FROM debian\n\nMAINTAINER me\n");
    expect(errors).toEqual([]);
    expect(warnings).toEqual([
      {
        severity: "warning",
        rule: "MaintainerDeprecated",
        message: "Maintainer instruction is deprecated in favor of using label",
        span: { line: 3, endLine: 3, start: 13, end: 26 },
        hint: 'Write LABEL org.opencontainers.image.authors="…".',
        url: "https://docs.docker.com/go/dockerfile/rule/maintainer-deprecated/",
      },
    ]);
  });

  it("the same finding is told once", () => {
    expect(told(judge("FROM debian\nCOPY --chown=$x $x /$x\n").warnings)).toEqual(["UndefinedVar 2"]);
  });

  it("of an image with another platform", () => {
    const arm = { ...base, platform: { os: "linux", architecture: "arm64", variant: "" } };
    expect(told(judge("FROM debian\n", { image: () => arm }).warnings)).toEqual(["InvalidBaseImagePlatform 1"]);
  });

  it("of an image with another platform a build takes no variables: it pulls another", () => {
    const arm = { ...base, env: ["SOURCE=nope"], platform: { os: "linux", architecture: "arm64", variant: "" } };
    const text = "FROM debian\nCOPY $SOURCE /\n";
    expect(judge(text, { image: () => arm, context, onlyNeeded: true }).errors).toEqual([]);
    expect(told(judge(text, { image: () => arm, context }).errors)).toEqual(["Source 2"]);
  });

  it("variables, SHELL and triggers of the base count", () => {
    const rich = { ...base, shell: ["/bin/sh", "-ec"], onBuild: ["ENV SECRET=$LANG", "RUNN x"] };
    const { warnings, errors } = judge("FROM debian\nUSER $LANG$SECRET\nCMD top\n", { image: () => rich });
    expect(told(warnings)).toEqual(["SecretsUsedInArgOrEnv 1"]);
    expect(told(errors)).toEqual(["Syntax 1"]);
  });

  it("nothing is said of variables of a base that is not at hand", () => {
    const { warnings, errors, notes } = judge("FROM python\nUSER $APP\nENV a=${B:?}\nFROM scratch\nUSER $APP\n");
    expect({ warnings: told(warnings), errors }).toEqual({ warnings: ["UndefinedVar 5"], errors: [] });
    expect(notes).toEqual([expect.stringContaining("line 1")]);
  });
});

describe("check=", () => {
  it.each<[string, readonly string[], boolean]>([
    ["skip=FromAsCasing", ["StageNameCasing 2"], false],
    ["skip=all", [], false],
    ["skip=all;error=true", [], true],
    ["error=1 ; skip=Nope", ["StageNameCasing 2", "FromAsCasing 2"], true],
  ])("%s", (option, wanted, strict) => {
    const report = judge("FROM debian\nFROM debian as Base\n", { buildArgs: { BUILDKIT_DOCKERFILE_CHECK: option } });
    expect(told(report.warnings)).toEqual(wanted);
    expect(report.strict).toBe(strict);
  });

  it.each(["nope", "skip=A;bad=1", "error=maybe", ";"])("refuses %s", (option) => {
    expect(readCheckOptions(option)).toMatchObject({ ok: false });
    expect(told(judge(`# check=${option}\nFROM debian\n`).errors)).toEqual(["CheckOptions 1"]);
  });

  it("names the rule that was meant", () => {
    expect(judge("# check=skip=StageNameCasin\nFROM debian\n").notes).toEqual([
      expect.stringContaining("Did you mean StageNameCasing?"),
    ]);
  });
});

describe("errors", () => {
  it("all of a file come at once, files and values beside words that cannot be read", () => {
    const text = [
      "FROM debian AS build",
      "RUNN x",
      "COPY main.cc /",
      "EXPOSE 99999",
      "ENV a",
      "STOPSIGNAL SIGNOPE",
      "FROM debian",
      "COPY --from=7 /x /y",
      "USER $nobody",
      "",
    ].join("\n");
    const { errors, warnings } = judge(text, { context });
    expect(told(errors)).toEqual(["Syntax 2", "Source 3", "Value 4", "Syntax 5", "Value 6", "Syntax 8"]);
    expect(errors[1]?.hint).toContain("main.c?");
    expect(warnings).toEqual([]);
  });

  it("a wrong flag hides no missing file, a wrong line no wrong FROM", () => {
    const text = "ARG TAG=1\nFROM debian:$TGA\nCOPY --chwon=1 man.c /\nENV a\nEXPOSE $a\n";
    const { errors, warnings } = judge(text, { context });
    expect(told(errors)).toEqual(["Stage 2", "Syntax 3", "Source 3", "Syntax 4"]);
    expect(told(warnings)).toEqual(["UndefinedArgInFrom 2"]);
  });

  it("a lost FROM hides the rest rather than blaming it", () => {
    expect(told(judge("FROM debian AS a\nFORM debian AS b\nFROM debian\nCOPY --from=b /x /y\nEXPOSE x\n").errors)).toEqual([
      "Syntax 2",
    ]);
  });

  it.each<[string, string | RegExp]>([
    ["COPY util.c /", /Did you mean lib\/util\.c\?/],
    ["COPY debug.log /", /\.dockerignore keeps it out \(line 1: \*\.log\)/],
    ["COPY lib/none* /", ""],
    ["COPY ../main.c /lib /", ""],
    ["COPY --from=nowhere.invalid/x main.cc /", ""],
    ["ADD https://example.com/x /", ""],
    ["RUN --mount=type=bind,source=src,target=/s true", /not found/],
    ["RUN --mount=source=lib,target=/s true", ""],
    ["COPY $x.c /", /not found/],
  ])("%s", (line, wanted) => {
    const { errors } = judge(`FROM debian\n${line}\n`, { context });
    expect(errors.length).toBe(wanted === "" ? 0 : 1);
    expect(`${errors[0]?.message} ${errors[0]?.hint}`).toMatch(wanted);
  });

  it("a stage the target does not need does not matter", () => {
    const text = "FROM debian AS a\nEXPOSE x\nFROM debian AS b\nUSER $x\n";
    expect(told(judge(text, { target: "B" }).errors)).toEqual([]);
    expect(told(judge(text, { onlyNeeded: true }).warnings)).toEqual(["UndefinedVar 4"]);
    expect(told(judge(text).errors)).toEqual(["Value 2"]);
  });

  it("names of images are read in every stage, what is in them is not", () => {
    const text = "FROM Debian AS a\nFROM debian AS b\nCOPY --from=X_y / /\nEXPOSE 80a\nFROM debian\n";
    const { errors } = judge(text, { onlyNeeded: true });
    expect(errors.map(({ rule, span, message }) => `${rule} ${span.line} ${message}`)).toEqual([
      'Stage 1 invalid image name "Debian": it must be lowercase',
      'Stage 3 COPY --from=X_y: invalid image name "X_y": it must be lowercase, and no stage has that name',
    ]);
  });

  it("words of a trigger that name no image are told at the FROM that runs it", () => {
    const { errors } = judge("FROM debian AS a\nONBUILD COPY --from=x:y:z /a /b\nFROM a\n");
    expect(errors.map(({ rule, span }) => `${rule} ${span.line}`)).toEqual(["Stage 3"]);
  });

  it("one mistake is told once, by the words of the parser", () => {
    expect(judge("ARG A='x\nFROM debian\nCOPY --from=st_$A a /\n").errors.map(({ rule }) => rule)).toEqual(["Syntax", "Syntax"]);
  });

  it("an image is no misspelt stage unless the engine lacks it", () => {
    const text = "FROM debian AS nodes\nFROM debian\nCOPY --from=node /x /y\n";
    expect(judge(text).errors).toEqual([]);
    expect(judge(text, { image: () => base }).errors).toEqual([]);
    expect(judge(text, { image: (name) => (name === "node" ? { missing: "no such image" } : base) }).errors[0]?.hint).toBe(
      "Did you mean the stage nodes?",
    );
  });

  it("an image nobody has is told wherever it is named", () => {
    const text = "FROM nope:1\nFROM debian\nCOPY --from=nope:1 /x /y\nCOPY --from=nix/x:2 /x /y\n";
    const missing = (name: string) => (name.startsWith("n") ? { missing: `${name} not found` } : base);
    const { errors } = judge(text, { image: missing });
    expect(told(errors)).toEqual(["Stage 1", "Stage 3", "Stage 4"]);
    expect(errors[0]?.message).toBe("FROM nope:1: the image is not to be had: nope:1 not found");
  });

  it("text of the file cannot act on the terminal", () => {
    const { errors, warnings } = judge("FROM debian\nENV a=$b\x1b]0;x\x07\nEXPOSE 1\x1b[31m\n");
    for (const { message } of [...errors, ...warnings]) expect(message).not.toMatch(/\p{Cc}/u);
  });
});

it.each<[string, string | undefined]>([
  ["linux/amd64", "linux/amd64"],
  ["arm64", "linux/arm64"],
  ["linux/arm/7", "linux/arm/v7"],
  ["macos/x86_64", "darwin/amd64"],
  ["windows", "windows/amd64"],
  ["linx", undefined],
  ["linux/", undefined],
  ["a/b/c/d", undefined],
])("platform %s", (word, wanted) => {
  const platform = parsePlatform(word, amd64);
  expect(platform && formatPlatform(platform)).toBe(wanted);
});

it.each<[string, boolean]>([
  ["busybox", true],
  ["localhost:5000/a/b:1.2", true],
  ["Example.com/a", true],
  ["Busybox", false],
  ["a//b", false],
  ["a:", false],
  ["", false],
  [`a@sha256:${"0".repeat(64)}`, true],
  ["0".repeat(64), false],
])("image name %s", (name, valid) => {
  expect(imageNameProblem(name) === undefined).toBe(valid);
});
