/** The flags that `build` and `tui` share: docker build's names and meaning, grouped for --help. */
import { type Command, Option } from "commander";
import { foreignFlags } from "./refused.ts";

/** As commander hands them over. */
export type BuildFlags = {
  readonly file?: string;
  readonly tag: readonly string[];
  readonly buildArg: readonly string[];
  readonly buildContext: readonly string[];
  readonly target?: string;
  readonly platform: readonly string[];
  readonly label: readonly string[];
  readonly secret: readonly string[];
  readonly ssh: readonly string[];
  readonly network: string;
  readonly addHost: readonly string[];
  readonly shmSize?: string;
  readonly ulimit: readonly string[];
  readonly cgroupParent?: string;
  /** Images in the engine only: refused.ts sees to that. */
  readonly output?: readonly string[];
  readonly allow: readonly string[];
  /** False: --no-pool. Absent in sessions from before it. */
  readonly pool?: boolean;
  readonly cache: boolean;
  /** --no-cache-filter: commander drops the "no-". */
  readonly cacheFilter: readonly string[];
  readonly pull: boolean;
  readonly iidfile?: string;
  readonly metadataFile?: string;
  readonly quiet: boolean;
  readonly progress: string;
  readonly debugImage?: string;
};

/** Of `dbuild tui`. */
export type TuiCommandFlags = BuildFlags & {
  readonly break: readonly string[];
  /** Starts without the screen, and leaves at once. */
  readonly detach?: boolean;
  /** Without the screen: commands in, lines out. */
  readonly plain?: boolean;
  /** A file of commands. */
  readonly commands?: string;
  /** False: --no-secrets. */
  readonly secrets: boolean;
};

type Row = readonly [flags: string, description: string, kind: "word" | "list" | "switch" | "off"];

const groups: readonly (readonly [title: string, rows: readonly Row[]])[] = [
  [
    "What is built:",
    [
      [
        "-f, --file <path>",
        "the Dockerfile: a path, an address, or - for standard input (default: Dockerfile in the context)",
        "word",
      ],
      ["-t, --tag <name[:tag]>", "name of the image", "list"],
      ["--target <stage>", "build this stage", "word"],
      ["--platform <os/arch>", "build for this platform (default: DOCKER_DEFAULT_PLATFORM, or the engine's)", "list"],
      [
        "--build-context <name=place>",
        "a context of its own for FROM and --from: a folder, a git or http address, docker-image://name, oci-layout://folder",
        "list",
      ],
    ],
  ],
  [
    "What it is given:",
    [
      ["--build-arg <name=value>", "value of an ARG; without =value it comes from the environment", "list"],
      ["--label <name=value>", "a label of the image", "list"],
      ["--secret <id=name,src=file>", "a secret for RUN --mount=type=secret, from a file or (env=NAME) the environment", "list"],
      ["--ssh <id[=socket|key]>", "an ssh agent or keys for RUN --mount=type=ssh; default is the running agent", "list"],
    ],
  ],
  [
    "How RUN runs:",
    [
      ["--network <mode>", "none, host, or what is usual: default", "word"],
      ["--add-host <name:ip>", "a line of /etc/hosts; host-gateway is the engine's machine", "list"],
      ["--shm-size <bytes>", "size of /dev/shm, such as 64m", "word"],
      ["--ulimit <name=soft[:hard]>", "a limit, such as nofile=1024:2048", "list"],
      ["--cgroup-parent <name>", "the cgroup above", "word"],
      ["--allow <entitlement>", "network.host or security.insecure", "list"],
      ["--no-pool", "a network of its own for every RUN (default: they take turns)", "off"],
    ],
  ],
  [
    "What is not looked up:",
    [
      ["--no-cache", "run every instruction, whatever was built before", "off"],
      ["--no-cache-filter <stages>", "run every instruction of these stages", "list"],
      ["--pull", "ask the registry for newer base images", "switch"],
    ],
  ],
  [
    "Where a step is looked at:",
    [
      [
        "--debug-image <image>",
        "an image with your tools: shells open in it, with the layer under /layer, read-only (default: in the layer itself)",
        "word",
      ],
    ],
  ],
  [
    "What is told:",
    [
      ["--iidfile <path>", "write the image id to this file", "word"],
      ["--metadata-file <path>", "write id and names to this file, as JSON", "word"],
      ["-q, --quiet", "print only the image id", "switch"],
      ["--progress <kind>", "on standard error: plain, json, or what suits it: auto", "word"],
    ],
  ],
];

const defaults: Readonly<Record<string, string>> = { "--network <mode>": "default", "--progress <kind>": "" };

const collect = (value: string, list: readonly string[] = []): readonly string[] => [...list, value];

/** Help without commander's "(default: …)": the descriptions say what holds when a flag is not given. */
export const plainHelp = (command: Command): Command =>
  command.configureHelp({ optionDescription: ({ description }) => description });

/** Adds them, and (hidden) those of docker build that are refused or ignored by name. */
export function withBuildFlags(command: Command): Command {
  for (const [title, rows] of groups) for (const row of rows) command.addOption(optionOf(row).helpGroup(title));
  for (const { flags } of foreignFlags) {
    const option = new Option(flags).hideHelp();
    command.addOption(flags.includes("<") ? option.argParser(collect) : option);
  }
  return plainHelp(command).addHelpText("after", notes);
}

/** A list flag may be given several times. */
function optionOf([flags, description, kind]: Row): Option {
  const option = new Option(flags, kind === "list" ? `${description}; repeatable` : description);
  const value = defaults[flags];
  if (kind === "list") return option.argParser(collect).default([]);
  if (kind === "switch") return option.default(false);
  return value === undefined ? option : option.default(value);
}

const names = foreignFlags.flatMap(({ flags, judge }) =>
  judge("x")?.kind === "refused" ? (flags.match(/--[a-z-]+/g) ?? []) : [],
);

const notes = `
The context is a folder, a git address (URL#ref:folder), the address of an
archive or a Dockerfile, or - for either of them on standard input.

Flags of docker build that are refused with the reason, most of them because
they need BuildKit (values that ask for what is done anyway are taken):
${folded(names)}`;

function folded(words: readonly string[]): string {
  let lines = [""];
  for (const word of words) {
    const last = lines.at(-1) ?? "";
    lines = last.length + word.length > 74 ? [...lines, word] : [...lines.slice(0, -1), last === "" ? word : `${last} ${word}`];
  }
  return lines.map((line) => `  ${line}`).join("\n");
}
