// The story, played by itself on the real engine: a build fails, its layer is kept and looked into, the line is fixed,
// the build goes on. Every claim is checked against the engine, not against dbuild's own words.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { lookIntoScreen } from "./screen.mjs";

const file = "Dockerfile.fail";
const names = { fail: "dbuild-demo-fail", works: "dbuild-demo-works", plain: "dbuild-demo-plain" };
const there = "/opt/i-should-not-exist";
const failing = `RUN touch ${there} && false && not-a-command`;
const fixed = `RUN touch ${there}`;

/** Plays it in `folder`, which holds Dockerfile.fail. `dbuild(args)` runs dbuild as an act. */
export async function playStory({ play, engine, dbuild, folder, env }) {
  const text = readFileSync(path.join(folder, file), "utf8");

  play.act("The build fails and leaves no image");
  play.show(text);
  const failed = await dbuild(["build", "-t", names.fail, "-f", file, "."]);
  play.check("exit code 1", failed.code === 1);
  play.check(`no image ${names.fail}`, !(await engine.hasImage(names.fail)));
  const layer = /dbuild-failed:\S+/.exec(failed.text)?.[0];
  play.check("it names the failed layer, and the engine has it", layer !== undefined && (await engine.hasImage(layer)));

  play.act("With -i the failed layer becomes an image");
  const kept = await dbuild(["build", "-i", "-t", names.works, "-f", file, "."]);
  play.check("exit code 0", kept.code === 0);
  play.check(
    `there is an image ${names.works}, and its id was printed`,
    (await engine.hasImage(names.works)) && kept.stdout.includes(await engine.idOf(names.works)),
  );

  play.act("The file is there: the first command of the line did run");
  const listed = await engine.runImage(play, names.works, "ls", "-l", there);
  play.check(`ls finds ${there}`, listed.code === 0 && listed.text.includes(there));

  play.act("Nothing is poisoned: docker itself still fails on the same file");
  for (const { name, build } of engine.plainBuilds(play, folder, file, names.plain)) {
    const plain = await build();
    play.check(`${name} fails, and leaves no image`, plain.code !== 0 && !(await engine.hasImage(names.plain)));
  }

  if (await lookIntoScreen({ play, folder, file, env, failing, fixed })) {
    play.act("The file on disk has the fix");
  } else {
    play.act("The line is edited");
    writeFileSync(path.join(folder, file), text.replace(failing, fixed));
  }
  const now = readFileSync(path.join(folder, file), "utf8");
  play.show(`- ${failing}\n+ ${fixed}`);
  play.check("nothing else of the file has changed", now === text.replace(failing, fixed));

  play.act("The build goes on");
  const built = await dbuild(["build", "-t", names.works, "-f", file, "."]);
  play.check("exit code 0", built.code === 0);
  play.check("the steps before the fixed line were not run again", /mkdir -p \/opt[^\n]*\n\s*cached/.test(built.text));
  const labels = await engine.labels(names.works);
  play.check(
    "the image is a clean one: not marked as made by hand or partial",
    !Object.keys(labels).some((label) => label.startsWith("dbuild.")),
  );

  play.act("The final image runs");
  const ran = await engine.runImage(play, names.works);
  play.check(`its CMD lists ${there}`, ran.code === 0 && ran.text.includes("i-should-not-exist"));
}
