/** The words of a COPY or ADD expanded by what holds before its line, and the line it leaves in the history. Pure. */
import { expandBody } from "../../dockerfile/expand.ts";
import type { CopyInstruction, Heredoc } from "../../dockerfile/program.ts";
import { type Chmod, parseChmod } from "../copy/chmod.ts";
import { type Destination, parseDestination } from "../copy/destination.ts";
import type { InlineFile } from "../copy/heredoc-origin.ts";
import { StepProblem } from "../problem.ts";
import { type Escape, type Lookup, lookupIn, word } from "../stage-variables.ts";
import type { StageState } from "../state.ts";

export type CopyWords = {
  readonly kind: "copy" | "add";
  readonly sources: readonly string[];
  readonly heredocs: readonly InlineFile[];
  readonly target: Destination;
  readonly from: string | undefined;
  /** Empty: not given. */
  readonly chown: string;
  readonly chmod: Chmod;
  readonly chmodText: string;
  readonly checksum: string;
  readonly link: boolean;
  readonly parents: boolean;
  readonly exclude: readonly string[];
  readonly unpack: boolean | undefined;
  readonly keepGitDir: boolean;
  /** As BuildKit writes it: of the flags only --parents, --chown and --chmod. */
  readonly history: string;
};

/** Throws StepProblem. */
export function copyWords(instruction: CopyInstruction, stage: StageState, escapeChar: Escape): CopyWords {
  const { kind, from, link, parents, exclude, unpack, keepGitDir } = instruction;
  const lookup = lookupIn(stage.variables);
  const at = (raw: string): string => word(raw, lookup, escapeChar);
  const optional = (raw: string | undefined): string => (raw === undefined ? "" : at(raw));
  const sources = instruction.sources.map(at);
  const heredocs = instruction.heredocs.map((heredoc) => inlineFile(heredoc, lookup));
  const destination = at(instruction.destination);
  const [chown, chmodText, checksum] = [optional(instruction.chown), optional(instruction.chmod), optional(instruction.checksum)];
  const chmod = parseChmod(chmodText);
  if (!("kind" in chmod)) throw new StepProblem(chmod.message, chmod.hint);
  if (checksum !== "" && sources.length !== 1) {
    throw new StepProblem("checksum can't be specified for multiple sources", "give every source an ADD of its own");
  }
  const given = [parents && "--parents", chown && `--chown=${chown}`, chmodText && `--chmod=${chmodText}`];
  const flags = given.filter((text) => text !== false && text !== "");
  // A source that expanded to nothing leaves its blank.
  const words = [kind.toUpperCase(), ...flags, ...sources, ...heredocs.map(({ name }) => `<<${name}`), destination];
  return {
    kind,
    sources,
    heredocs,
    target: parseDestination(destination, stage.config.WorkingDir || "/"),
    from,
    chown,
    chmod,
    chmodText,
    checksum,
    link,
    parents,
    exclude,
    unpack,
    keepGitDir,
    history: `${words.join(" ")} # buildkit`,
  };
}

function inlineFile({ name, content, expand }: Heredoc, lookup: Lookup): InlineFile {
  if (!expand) return { name, content };
  const result = expandBody(content, lookup);
  if (!result.ok) throw new StepProblem(`failed to process the heredoc ${name}: ${result.message}`);
  return { name, content: result.value };
}
