/** Random cases in the form of written ones: a folder each. */
import fs from "node:fs";
import path from "node:path";
import { randomContext } from "./context.ts";
import { diceOf } from "./dice.ts";
import { randomDockerfile } from "./dockerfile.ts";

/** Writes `count` cases below `folder`, area "random"; case `n` of a seed is the same in every run. */
export function writeRandomCases(folder: string, count: number, seed: number): void {
  for (let index = 0; index < count; index++) {
    const own = seed + index;
    const place = path.join(folder, "random", String(own).padStart(6, "0"));
    fs.mkdirSync(place, { recursive: true });
    const { dockerfile, flags } = randomDockerfile(diceOf(own));
    fs.writeFileSync(path.join(place, "Dockerfile"), dockerfile);
    fs.writeFileSync(path.join(place, "context.sh"), randomContext(diceOf(-own - 1)));
    fs.writeFileSync(path.join(place, "case.json"), JSON.stringify({ flags, undeclared: true, needs: ["frontend 1.19"] }));
  }
}
