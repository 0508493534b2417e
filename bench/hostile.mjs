// Dockerfiles made to be slow to read. `node bench/hostile.mjs` measures `dbuild check` on each: processor seconds, peak
// memory. A word picks cases by their name: `node bench/hostile.mjs ENV`. test/lint/hostile.test.ts counts on the same cases.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const times = (count, line) => Array.from({ length: count }, (_, index) => line(index)).join("\n");
const from = "FROM scratch\n";

/** Name to text. `scale`: how much of as many lines as the name says. */
export const hostileFiles = (scale = 1) => {
  const lines = (count, line) => times(Math.ceil(count * scale), line);
  return {
    "10,000 comment lines before FROM": () => `${lines(10_000, (n) => `# line ${n}`)}\n${from}`,
    "40,000 comment lines before FROM": () => `${lines(40_000, (n) => `# line ${n}`)}\n${from}`,
    "40,000 comment lines within a RUN": () => `${from}RUN a \\\n${lines(40_000, (n) => `# line ${n}`)}\n b\n`,
    "40,000 empty lines within a RUN": () => `${from}RUN a \\\n${lines(40_000, () => "")}\n b\n`,
    "20,000 continuations": () => `${from}RUN a \\\n${lines(20_000, (n) => ` && b${n} \\`)}\n && c\n`,
    "ENV A=$A$A 20 times": () => `${from}ENV A=aaaaaaaa\n${times(20, () => "ENV A=$A$A")}\n`,
    "ENV A=$A$A 30 times": () => `${from}ENV A=aaaaaaaa\n${times(30, () => "ENV A=$A$A")}\n`,
    "ARG A=$A$A 30 times before FROM": () => `ARG A=aaaaaaaa\n${times(30, () => "ARG A=$A$A")}\n${from}`,
    "one ENV of 1,000 times a 100 KB value": () =>
      `${from}ENV A=${"a".repeat(50_000)}\nENV A=$A$A\nLABEL b="${"$A".repeat(1000)}"\n`,
    "100 LABELs of 100 times a 60 KB value": () =>
      `${from}ENV A=${"a".repeat(60_000)}\n${lines(100, (n) => `LABEL l${n}="${"$A".repeat(100)}"`)}\n`,
    "${A//a*a*a*b/c} on 8 KB": () => `${from}ENV A=${"a".repeat(8000)}\nENV B=\${A//a*a*a*b/c}\n`,
    "${A//a*a*a*b/c} on 60 KB": () => `${from}ENV A=${"a".repeat(60_000)}\nENV B=\${A//a*a*a*b/c}\n`,
    "${A//?…?b/c}, 200 marks on 60 KB": () => `${from}ENV A=${"a".repeat(60_000)}\nENV B=\${A//${"?".repeat(200)}b/c}\n`,
    "${A%%*a*a…b}, 200 stars on 60 KB": () => `${from}ENV A=${"a".repeat(60_000)}\nENV B=\${A%%${"*a".repeat(200)}b}\n`,
    "COPY of a pattern of 1,000 stars": () => `${from}COPY ${"*a".repeat(1000)}b /x/\n`,
    "100 × EXPOSE 1-65535": () => `${from}${lines(100, () => "EXPOSE 1-65535")}\n`,
    "1,000 × EXPOSE 1-65535": () => `${from}${lines(1000, () => "EXPOSE 1-65535")}\n`,
    "EXPOSE of 5,000 ranges": () => `${from}EXPOSE ${lines(5000, () => "1-65535").replaceAll("\n", " ")}\n`,
    "4,000 chained ENVs": () => `${from}ENV A0=a\n${lines(4000, (n) => `ENV A${n + 1}=$A${n}`)}\n`,
    "4,000 chained ENVs, each longer": () => `${from}ENV A0=a\n${lines(4000, (n) => `ENV A${n + 1}=\${A${n}}x`)}\n`,
    "20,000 chained ENVs": () => `${from}ENV A0=a\n${lines(20_000, (n) => `ENV A${n + 1}=$A${n}`)}\n`,
    "20,000 ARGs before FROM": () => `${lines(20_000, (n) => `ARG A${n}=a`)}\n${from}`,
    "20,000 LABELs": () => `${from}${lines(20_000, (n) => `LABEL a${n}=b`)}\n`,
    "20,000 undefined variables": () => `${from}${lines(20_000, (n) => `WORKDIR /$UNKNOWN${n}`)}\n`,
    "3,000 variables, 3,000 undefined ones": () =>
      `${from}${lines(3000, (n) => `ENV KNOWN${n}=1`)}\n${lines(3000, (n) => `WORKDIR /$KNOWM${n}x`)}\n`,
    "4,000 stages, one on the other": () => `${from.trim()} AS s0\n${lines(4000, (n) => `FROM s${n} AS s${n + 1}`)}\n`,
    "20,000 stages, one on the other": () => `${from.trim()} AS s0\n${lines(20_000, (n) => `FROM s${n} AS s${n + 1}`)}\n`,
    "4,000 stages, 10 ENVs each": () =>
      `${from.trim()} AS s0\n${lines(4000, (n) => `FROM s${n} AS s${n + 1}\n${times(10, (m) => `ENV V${n}_${m}=1`)}`)}\n`,
    "4,000 stages, each copied from": () =>
      `${lines(4000, (n) => `FROM scratch AS s${n}`)}\n${from}${lines(4000, (n) => `COPY --from=s${n} / /x${n}/`)}\n`,
    "4,000 COPY --from of images": () => `${from}${lines(4000, (n) => `COPY --from=image${n} / /x${n}/`)}\n`,
    "4,000 bad references": () => `${lines(4000, (n) => `FROM scratch AS s${n}\nCOPY --from=Bad/${n}: / /x/`)}\n`,
    "4,000 circles": () =>
      `${lines(4000, (n) => `FROM scratch AS s${n}\nCOPY --from=s${Math.ceil(4000 * scale) - 1 - n} / /x/`)}\n`,
    "4,000 unknown words": () => `${from}${lines(4000, (n) => `RUNN${n} x`)}\n`,
    "4,000 warnings": () => `${from}${lines(4000, (n) => `ENV TOKEN${n} a\nMAINTAINER x`)}\n`,
    "4,000 open quotes": () => `${from}${lines(4000, (n) => `ENV A${n}="\${x`)}\n`,
    "substitutions 200 deep": () => `${from}ENV A=${"${A:-".repeat(200)}${"}".repeat(200)}\n`,
    "substitutions 10,000 deep": () => `${from}ENV A=${"${A:-".repeat(10_000)}${"}".repeat(10_000)}\n`,
    "a word of 60 KB of quotes": () => `${from}ENV A=${`'a'"b"`.repeat(10_000)}\n`,
    "a line of 1 MB": () => `${from}RUN ${"a ".repeat(500_000)}\n`,
    "a line of 60 KB of flags": () => `${from}RUN ${"--mount=type=cache ".repeat(3400)} a\n`,
    "a line of 1 MB in 20 continuations": () => `${from}ENV ${lines(20, (n) => `A${n}=${"a ".repeat(25_000)} \\`)}\n\n`,
    "a JSON array of 20,000 words": () => `${from}CMD [${lines(20_000, () => '"a"').replaceAll("\n", ", \\\n")}]\n`,
    "a JSON array 20,000 deep": () => `${from}CMD ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`,
    "1,000 heredocs of one COPY": () =>
      `${from}COPY ${lines(1000, (n) => `<<E${n}`).replaceAll("\n", " ")} /x/\n${lines(1000, (n) => `a\nE${n}`)}\n`,
    "20,000 heredocs": () => `${from}${lines(20_000, (n) => `COPY <<E /x${n}\na\nE`)}\n`,
    "a heredoc of 100,000 lines": () => `${from}COPY <<E /x\n${lines(100_000, (n) => `$A${n} "`)}\nE\n`,
    "20,000 RUNs without a heredoc's end": () => `${from}${lines(20_000, () => "RUN <<E")}\n`,
    "10,000 RUNs": () => `${from}${lines(10_000, (n) => `RUN a ${n}`)}\n`,
    "10,000 ONBUILDs": () => `${from}${lines(10_000, (n) => `ONBUILD RUN a ${n}`)}\n`,
    "20,000 escape marks": () => `${from}RUN a ${"\\".repeat(20_000)} b\n`,
    "40,000 parser directives": () => `${lines(40_000, () => "# syntax=x")}\n${from}`,
    "1 MB of bytes that are no text": () => `${from}${lines(20, () => `RUN ${"\udcff".repeat(50_000)}`)}\n`,
  };
};

const own = path.dirname(fileURLToPath(import.meta.url));
const usage = `process.on("exit",()=>{const{userCPUTime:u,systemCPUTime:s,maxRSS:m}=process.resourceUsage();
require("fs").writeFileSync(process.env.USAGE_FILE,JSON.stringify({cpu:(u+s)/1e6,mb:m/1024}))})`;

/** Processor seconds and peak MB of one `dbuild check`; undefined: not done within a minute, or out of memory. */
function measure(folder, text, program) {
  const file = path.join(folder, "Dockerfile");
  const preload = path.join(folder, "usage.cjs");
  const USAGE_FILE = path.join(folder, "usage.json");
  writeFileSync(file, text);
  writeFileSync(preload, usage);
  rmSync(USAGE_FILE, { force: true });
  const env = { ...process.env, USAGE_FILE, DOCKER_HOST: "unix:///nowhere" };
  const args = ["--require", preload, program, "check", file];
  spawnSync(process.execPath, args, { env, stdio: "ignore", timeout: 60_000, killSignal: "SIGKILL" });
  try {
    return JSON.parse(readFileSync(USAGE_FILE, "utf8"));
  } catch {
    return undefined;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = mkdtempSync(path.join(tmpdir(), "dbuild-hostile-"));
  const program = process.env.DBUILD ?? path.join(own, "..", "dist", "dbuild.mjs");
  const wanted = process.argv[2] ?? "";
  for (const [name, make] of Object.entries(hostileFiles())) {
    if (!name.includes(wanted)) continue;
    const found = measure(folder, make(), program);
    const words = found ? `${found.cpu.toFixed(2)} s | ${found.mb.toFixed(0)} MB` : "over 60 s | –";
    process.stdout.write(`| ${name} | ${words} |\n`);
  }
  rmSync(folder, { recursive: true });
}
