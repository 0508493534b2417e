// The rules of `docker build --check`: names, what each is about, and where it is explained.
// Names and addresses are BuildKit's (frontend/dockerfile/linter), so `check=skip=…` means the same to both.

export type Rule = {
  readonly description: string;
  /** What to do about it, one sentence; said when a finding brings no nearer one. */
  readonly hint: string;
  /** Off unless `check=experimental=…` turns it on. */
  readonly experimental?: boolean;
};

const table = {
  StageNameCasing: {
    description: "Stage names should be lowercase",
    hint: "Write the stage's name in lower case.",
  },
  FromAsCasing: {
    description: "The 'as' keyword should match the case of the 'from' keyword",
    hint: "Write FROM and AS in the same case.",
  },
  NoEmptyContinuation: {
    description: "Empty continuation lines will become errors in a future release",
    hint: "Take the empty line out, or make it a comment (#).",
  },
  ConsistentInstructionCasing: {
    description: "All commands within the Dockerfile should use the same casing (either upper or lower)",
    hint: "Write all instructions in one case.",
  },
  DuplicateStageName: {
    description: "Stage names should be unique",
    hint: "Give each stage a name of its own; of several with one name the last is meant.",
  },
  ReservedStageName: {
    description: "Reserved words should not be used as stage names",
    hint: "scratch and context have a meaning of their own; choose another name.",
  },
  JSONArgsRecommended: {
    description: "JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior related to OS signals",
    hint: 'Write ["program", "argument"]: then signals reach the program, not a shell around it.',
  },
  MaintainerDeprecated: {
    description: "The MAINTAINER instruction is deprecated, use a label instead to define an image author",
    hint: 'Write LABEL org.opencontainers.image.authors="…".',
  },
  UndefinedArgInFrom: {
    description: "FROM command must use declared ARGs",
    hint: "Declare it with ARG before the first FROM.",
  },
  WorkdirRelativePath: {
    description:
      "Relative workdir without an absolute workdir declared within the build can have unexpected results if the base image changes",
    hint: "Begin the path with /.",
  },
  UndefinedVar: {
    description: "Variables should be defined before their use",
    hint: "Declare it with ARG or ENV above, or put the escape character before the $.",
  },
  MultipleInstructionsDisallowed: {
    description: "Multiple instructions of the same type should not be used in the same stage",
    hint: "This one has no effect: a later one of the stage replaces it.",
  },
  LegacyKeyValueFormat: {
    description: "Legacy key/value format with whitespace separator should not be used",
    hint: "Put = between name and value, and quotes around a value with blanks.",
  },
  InvalidBaseImagePlatform: {
    description: "Base image platform does not match expected target platform",
    hint: "Choose an image of that platform, or say --platform.",
  },
  RedundantTargetPlatform: {
    description: "Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior",
    hint: "Take the --platform flag out.",
  },
  SecretsUsedInArgOrEnv: {
    description: "Sensitive data should not be used in the ARG or ENV commands",
    hint: "Everyone with the image can read it: use RUN --mount=type=secret.",
  },
  InvalidDefaultArgInFrom: {
    description: "Default value for global ARG results in an empty or invalid base image name",
    hint: "Give the ARG a default that makes a valid image name.",
  },
  FromPlatformFlagConstDisallowed: {
    description: "FROM --platform flag should not use a constant value",
    hint: "Use $BUILDPLATFORM or $TARGETPLATFORM, or have the platform in the stage's name.",
  },
  CopyIgnoredFile: {
    description: "Attempting to Copy file that is excluded by .dockerignore",
    hint: "Change .dockerignore, or copy something else.",
    // Off in the frontend of Engine 28.5; newer ones have it on.
    experimental: true,
  },
  InvalidDefinitionDescription: {
    description:
      "Comment for build stage or argument should follow the format: `# <arg/stage name> <description>`. If this is not intended to be a description comment, add an empty line or comment between the instruction and the comment.",
    hint: "Begin the comment with the name, or put an empty line or an empty comment between the two.",
    experimental: true,
  },
  ExposeProtoCasing: {
    description: "Protocol in EXPOSE instruction should be lowercase",
    hint: "Write tcp, udp or sctp.",
  },
  ExposeInvalidFormat: {
    description:
      "IP address and host-port mapping should not be used in EXPOSE instruction. This will become an error in a future release",
    hint: "Name the container's port only; docker run -p publishes it.",
  },
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleName = keyof typeof table;

export const rules: Readonly<Record<RuleName, Rule>> = table;

export const ruleNames: readonly RuleName[] = Object.keys(table) as RuleName[];

/** The page that explains a rule; InvalidBaseImagePlatform has none. */
export function ruleUrl(name: RuleName): string | undefined {
  if (name === "InvalidBaseImagePlatform") return undefined;
  const kebab = name
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1-$2")
    .toLowerCase();
  return `https://docs.docker.com/go/dockerfile/rule/${kebab}/`;
}
