/**
 * Accept or refuse, beside BuildKit, on every Dockerfile of public test sets. They are others' and not in the project:
 * scripts/public-dockerfiles.mjs collects them, DBUILD_PUBLIC_DOCKERFILES names the folder.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Agreement, canJudge, judge } from "./judge.ts";

const folder = process.env.DBUILD_PUBLIC_DOCKERFILES ?? "";
const files = folder !== "" && existsSync(folder) ? readdirSync(folder).filter((name) => /^[0-9a-f]{16}$/.test(name)) : [];
const judged = await canJudge();
const why = !judged ? "docker buildx here has no --call" : files.length === 0 ? "DBUILD_PUBLIC_DOCKERFILES names no folder" : "";

it.skipIf(why !== "")(
  `the parser agrees with BuildKit on public Dockerfiles${why && ` (skipped: ${why})`}`,
  { timeout: 3_600_000 },
  async () => {
    const counts = new Map<Agreement, number>();
    const apart: string[] = [];
    const waiting = [...files];
    const work = async (): Promise<void> => {
      for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
        const { agreement, docker, dbuild } = await judge(readFileSync(join(folder, name)));
        counts.set(agreement, (counts.get(agreement) ?? 0) + 1);
        if (agreement.startsWith("only")) apart.push(`${name}: ${agreement}: ${docker}${dbuild}`);
      }
    };
    await Promise.all([work(), work(), work()]);
    const table = [...counts].map(([agreement, count]) => `${agreement} ${count}`).join(", ");
    process.stdout.write(`\n${files.length} public Dockerfiles: ${table}\n`);
    expect(apart).toEqual([]);
  },
);
