/** Commands that are watched: set and given up by a person. */
import { type Accepted, accepted, type Command, type Refused, refused } from "./commands/command.ts";
import type { Event } from "./events.ts";
import type { Session } from "./session.ts";

/** Each runs again at every step that is looked at. */
export const mostWatches = 8;

type Holder = { session(): Session; dispatch(event: Event): void };

export function performWatch(holder: Holder, command: Command & { name: "watch" | "unwatch" }): Accepted<undefined> | Refused {
  const { watches } = holder.session();
  if (command.name === "watch") {
    if (watches.includes(command.command)) return refused("That command is watched already.");
    if (watches.length === mostWatches) return refused(`There are ${mostWatches} watches; unwatch makes room.`);
    holder.dispatch({ type: "addWatch", command: command.command });
    return accepted(undefined);
  }
  const found = /^\d+$/.test(command.watch) ? watches[Number(command.watch) - 1] : watches.find((each) => each === command.watch);
  if (found === undefined)
    return refused(watches.length === 0 ? "Nothing is watched." : `Watches are numbered 1 to ${watches.length}.`);
  holder.dispatch({ type: "removeWatch", command: found });
  return accepted(undefined);
}
