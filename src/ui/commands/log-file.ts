/** The whole output of a step outside of the screen: in the person's pager, or as a file. */
import { constants, promises as fs } from "node:fs";
import { basename } from "node:path";
import { refused } from "../../debugger/commands/command.ts";
import { wordsOf } from "../../debugger/commands/words.ts";
import type { StepOutput } from "../../output/log.ts";
import type { Context } from "../context.ts";
import { pagerCommand } from "../external-editor.ts";
import { selectedItem } from "../items.ts";
import { bytes } from "../labels.ts";
import type { OutputState } from "../panes/output/state.ts";
import { printedNothing } from "./search.ts";

/** The output that is looked at, and its first line on the screen where the person has scrolled to it. */
function looked({ scene }: Context): { readonly output: StepOutput; readonly line: number | undefined } | undefined {
  const { session, view, panes, output: outputOf } = scene();
  const item = selectedItem(session, view.picked);
  const output = item?.step === undefined ? undefined : outputOf(item.step);
  if (item === undefined || output === undefined || output.lineCount === 0) return undefined;
  const { scroll } = panes.output as OutputState;
  return { output, line: scroll?.id === item.id ? scroll.top : undefined };
}

/** Clean lines as they are read: nothing that a build prints reaches a terminal, whatever the pager lets through. */
function* cleanLines(output: StepOutput): Generator<string> {
  const many = 512;
  for (let from = 0; from < output.lineCount; from += many) yield `${output.read(from, many).join("\n")}\n`;
}

/** What less is told where the person has told it nothing: colours. */
const lessOptions = "R";

export async function openPager(context: Context): Promise<void> {
  const { env, host, say, refuse } = context;
  const found = looked(context);
  if (found === undefined) return refuse(printedNothing);
  const [command = "less", ...options] = pagerCommand(env);
  const place = basename(command) === "less" && found.line !== undefined ? [`+${found.line + 1}g`] : [];
  let failed: string | undefined;
  await host
    .suspend((terminal) =>
      terminal.spawn(command, [...options, ...place], {
        input: cleanLines(found.output),
        env: { LESS: env.LESS ?? lessOptions },
      }),
    )
    .catch((error: unknown) => {
      failed = `Cannot start ${command}: ${error instanceof Error ? error.message : String(error)}. Set PAGER.`;
    });
  if (failed !== undefined) say(failed, "bad");
}

/** Every byte of it, as the step printed it. `over`: a file that is there is written over. */
export async function saveLog(context: Context, text: string, over: boolean): Promise<void> {
  const { say, refuse } = context;
  const [file] = wordsOf(text);
  const found = looked(context);
  if (file === undefined) return refuse(refused("save takes a file: save make.log."), "bad");
  if (found === undefined) return refuse(printedNothing, "bad");
  const { output } = found;
  // what waits in memory is written before
  output.read(0, 1);
  if (output.error !== undefined)
    return refuse(refused(`The log is not whole on disk (${output.error}); the pager shows what there is.`), "bad");
  const flags = over ? 0 : constants.COPYFILE_EXCL;
  const done = await context.await(`Writing ${file}`, () =>
    fs.copyFile(output.file, file, flags).then(
      () => "saved",
      (error: NodeJS.ErrnoException) => (error.code === "EEXIST" ? "there" : Promise.reject(error)),
    ),
  );
  if (done === "there") refuse(refused(`${file} is there already. save! ${file} writes over it.`), "bad");
  if (done === "saved") say(`Saved ${bytes(output.bytes)} to ${file}.`, "good");
}
