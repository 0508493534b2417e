/** Why the step was taken from the cache, or why not: what changed of what it is made of, and all else that it is. */
import { Heading } from "../../components/heading.tsx";
import { pane } from "../pane.ts";
import { notNeeded, Sentence, shownPart } from "../sentence.tsx";
import { whyCommand } from "./commands.ts";
import { whyOf, whyRows } from "./rows.tsx";
import { newWhy, updateWhy } from "./state.ts";

export const whyPane = pane({
  id: "why",
  name: () => "Why",
  initial: newWhy,
  update: updateWhy,
  command: whyCommand,
  leadsTo: (props) => whyOf(props)?.cause,
  View: ({ scene, item, state, width, height, tabs }) => {
    const why = whyOf({ scene, item });
    if (why === undefined) return <Sentence {...{ width, height, tabs }}>{notNeeded}</Sentence>;
    const rows = whyRows(why, width);
    const room = Math.max(0, height - 1);
    const top = Math.min(state.top, Math.max(0, rows.length - room));
    return (
      <>
        <Heading spans={tabs} right={shownPart(top, room, rows.length)} />
        {rows.slice(top, top + room)}
      </>
    );
  },
});
