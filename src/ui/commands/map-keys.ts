/** `map n continue`, `unmap n`: the person's own keys. */
import { isRefused, type Refused, refused } from "../../debugger/commands/command.ts";
import { bindableKey, keyLabel } from "../../debugger/commands/key-names.ts";
import { splitLine } from "../../debugger/commands/read-line.ts";
import { type Binding, bindingOf, longestLine, mostBindings } from "../bindings.ts";
import type { Context } from "../context.ts";

/** Without words the person's keys are listed, with a key alone it is said what that does. */
export function map(context: Context, text: string): void {
  const { view, apply, say, refuse } = context;
  const { bindings } = view();
  const [word, line] = splitLine(text);
  if (word === "") {
    if (bindings.length === 0) say("You have bound no key: map n continue binds one.");
    else apply({ type: "help", top: 0 });
    return;
  }
  const key = bindableKey(word);
  if (typeof key !== "string") {
    refuse(key, "bad");
    return;
  }
  const before = meaningOf(context, key);
  if (line === "") {
    say(`${keyLabel(key)} is ${before ?? "no key of a command"}.`);
    return;
  }
  const binding = bindingFor(context, key, line);
  if (isRefused(binding)) {
    refuse(binding, "bad");
    return;
  }
  apply({ type: "bind", binding });
  const was = before === undefined || before === binding.line ? "" : `; ${keyLabel(key)} was ${before}`;
  say(`${keyLabel(key)} is ${binding.line} now${was}.`);
}

export function unmap({ view, apply, say, refuse, lineOfKey }: Context, text: string): void {
  const key = text === "" ? refused("unmap takes a key: unmap n.") : bindableKey(text);
  if (typeof key !== "string") {
    refuse(key, "bad");
    return;
  }
  if (bindingOf(view().bindings, key) === undefined) {
    refuse(refused(`${keyLabel(key)} is not a key that you have bound.`), "bad");
    return;
  }
  apply({ type: "unbind", key });
  say(`${keyLabel(key)} is ${lineOfKey(key) ?? "no key of a command"} again.`);
}

/** What the key does now. */
const meaningOf = ({ view, lineOfKey }: Context, key: string): string | undefined =>
  bindingOf(view().bindings, key)?.line ?? lineOfKey(key);

function bindingFor({ view, namedLine }: Context, key: string, line: string): Binding | Refused {
  const { bindings } = view();
  if (bindings.length >= mostBindings && bindingOf(bindings, key) === undefined)
    return refused(`You have bound ${mostBindings} keys already: unmap one of them.`);
  if (line.length > longestLine)
    return refused(`A key takes at most ${longestLine} characters; source does the commands of a file.`);
  const named = namedLine(line);
  return typeof named === "string" ? { key, line: named } : named;
}
