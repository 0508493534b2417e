/** `set`: how the screen shows things. */
import { isRefused, type Refused, refused } from "../../debugger/commands/command.ts";
import { expressionOf } from "../../debugger/commands/location.ts";
import type { Arguments } from "../../debugger/commands/row.ts";
import { firstWord } from "../../debugger/commands/words.ts";
import type { NotifyHow } from "../attention.ts";
import { themeNames } from "../colours/palettes.ts";
import type { Context } from "../context.ts";
import type { OutputAction } from "../panes/output/state.ts";

/** What can be set: to which words, or to `more`. */
type Setting = {
  readonly values: readonly string[];
  readonly more?: string;
  set(context: Context, value: string): Refused | undefined;
  says(value: string): string;
};

function toOutput({ apply }: Context, action: OutputAction): undefined {
  apply({ type: "pane", pane: "output", action });
}

function setTheme({ host }: Context, value: string): undefined {
  const name = themeNames.find((each) => each === value);
  if (name !== undefined) host.theme(name);
}

const known: Readonly<Record<string, Setting>> = {
  theme: {
    values: themeNames,
    set: setTheme,
    says: (value) => (value === "auto" ? "The theme goes by the terminal's background." : `The theme is ${value}.`),
  },
  wrap: {
    values: ["on", "off"],
    set: (context, value) => toOutput(context, { type: "wrap", on: value === "on" }),
    says: (value) => (value === "on" ? "Long lines of output wrap." : "Long lines of output are cut."),
  },
  timestamps: {
    values: ["on", "clock", "off"],
    set: (context, value) =>
      toOutput(context, { type: "timestamps", shown: value === "off" ? undefined : value === "on" ? "elapsed" : "clock" }),
    says: (value) => `Lines of output ${value === "off" ? "do not tell" : "tell"} when they came.`,
  },
  mouse: {
    values: ["on", "off"],
    set: ({ apply }, value) => void apply({ type: "mouse", on: value === "on" }),
    says: (value) =>
      value === "on"
        ? "A click selects, the wheel scrolls; Shift-drag selects text."
        : "The mouse is the terminal's again, to select text.",
  },
  notify: {
    values: ["bell", "on", "off"],
    set: ({ apply }, value) => void apply({ type: "notify", setting: { how: value as NotifyHow } }),
    says: (value) => {
      if (value === "off") return "Nobody is told when a long run stops.";
      return `When a long run stops that nobody looks at: the bell${value === "on" ? ", and a notice on the desktop" : ""}.`;
    },
  },
  "notify-after": {
    values: [],
    more: "seconds",
    set: ({ apply }, value) => {
      if (!/^\d{1,6}$/.test(value)) return refused(`"${value}" is no number of seconds.`);
      return void apply({ type: "notify", setting: { after: Number(value) } });
    },
    says: (value) => `A run is long after ${value} seconds.`,
  },
  search: {
    values: ["regexp", "text"],
    set: (context, value) => toOutput(context, { type: "plain-search", on: value === "text" }),
    says: (value) =>
      value === "text" ? "What is searched for is taken as it stands." : "What is searched for is taken as a regular expression.",
  },
  errors: {
    values: [],
    more: "/regexp/",
    set: (context, value) => {
      const expression = expressionOf(value.startsWith("/") ? value : `/${value}/`);
      return isRefused(expression) ? expression : toOutput(context, { type: "add-error", source: expression.source });
    },
    says: (value) => `Lines that match ${value} are errors, too.`,
  },
};

export const settings: Arguments = {
  usage: "name value",
  complete: ([name = "", value]) => {
    if (value === undefined) return Object.keys(known).filter((each) => each.startsWith(name));
    return (known[name]?.values ?? []).filter((each) => each.startsWith(value));
  },
};

/** Why that cannot be set, with what can be. */
export function whyNotSet(text: string): Refused | undefined {
  const [name = "", value = ""] = firstWord(text);
  const setting = Object.hasOwn(known, name) ? known[name] : undefined;
  if (setting !== undefined && value !== "" && (setting.more !== undefined || setting.values.includes(value))) return undefined;
  const all = Object.entries(known).map(
    ([each, { values, more }]) => `${each} ${[...values, ...(more ? [more] : [])].join("|")}`,
  );
  return refused(`What can be set is: ${all.join(", ")}.`);
}

export function set(context: Context, text: string): void {
  const [name = "", value = ""] = firstWord(text);
  const setting = known[name];
  const wrong = whyNotSet(text) ?? setting?.set(context, value);
  if (wrong !== undefined) context.refuse(wrong, "bad");
  else context.say(setting?.says(value) ?? "");
}

export const setMouse = (context: Context, on: boolean): void => set(context, `mouse ${on ? "on" : "off"}`);
