/** What commands of a person's choice print in the layer of every step that is looked at. */
import { distanceOf } from "../../commands/moves.ts";
import { CutRow } from "../../components/cut-row.tsx";
import { Heading } from "../../components/heading.tsx";
import { useReading } from "../../hooks/use-reading.ts";
import type { Scene } from "../../scene.ts";
import { type Pane, pane } from "../pane.ts";
import { notNeeded, Sentence, shownPart } from "../sentence.tsx";
import { watchLooks, watchRows } from "./rows.ts";
import { newWatch, updateWatch, type WatchAction, type WatchState } from "./state.ts";

const command: Pane<WatchState, WatchAction>["command"] = (name, { scene, item, state, width, height }) => {
  const distance = distanceOf(name);
  if (distance === undefined || item.step === undefined) return undefined;
  const room = Math.max(1, height - 1);
  const last = Math.max(0, watchRows(scene, item.step, width).length - room);
  return { type: "scroll", top: Math.min(last, Math.max(0, Math.min(state.top, last) + distance(room))) };
};

const View: Pane<WatchState, WatchAction>["View"] = ({ scene, item, state, width, height, tabs }) => {
  const { step } = item;
  const area = { width, height, tabs };
  const { watches } = scene.session;
  useReading(scene.looks, step === undefined ? undefined : nextLook(scene, step));
  if (step === undefined) return <Sentence {...area}>{notNeeded}</Sentence>;
  if (watches.length === 0)
    return (
      <Sentence {...area}>
        Nothing is watched. :watch ldd /usr/bin/app runs that in the layer of every step you look at, and marks what the step
        changed of what it prints. It has no network and no secrets.
      </Sentence>
    );
  const rows = watchRows(scene, step, width);
  const room = Math.max(0, height - 1);
  const top = Math.min(state.top, Math.max(0, rows.length - room));
  return (
    <>
      <Heading spans={tabs} right={shownPart(top, room, rows.length)} />
      {rows.slice(top, top + room).map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place
        <CutRow key={at} columns={width} spans={row} />
      ))}
    </>
  );
};

/** One after the other: of several that are wanted at once only the newest would be looked up. */
const nextLook = ({ looks, session }: Pick<Scene, "looks" | "session">, step: number) =>
  session.watches
    .flatMap((each) => watchLooks(step, each))
    .find((look) => ["unasked", "reading"].includes(looks.known(look).kind));

export const watchPane = pane({ id: "watch", name: () => "Watch", initial: newWatch, update: updateWatch, command, View });
