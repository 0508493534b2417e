import { pane } from "../pane.ts";
import { chosenPath, filesCommand, filesRowAt } from "./commands.ts";
import { newFiles, updateFiles } from "./state.ts";
import { FilesView } from "./view.tsx";

/** What is in the layer at the step, and in its files. */
export const filesPane = pane({
  id: "files",
  name: () => "Files",
  initial: newFiles,
  update: updateFiles,
  command: filesCommand,
  rowAt: filesRowAt,
  path: chosenPath,
  View: FilesView,
});
