/** The screen: header, the steps and what is to be seen of one of them, footer. */
import { Box } from "ink";
import type { ReactNode } from "react";
import { type Arrangement, arrangementOf, frameHeight } from "./arrangement.ts";
import { Divided } from "./components/heading.tsx";
import { Editor } from "./editor/editor.tsx";
import { Footer, footerRows } from "./footer/footer.tsx";
import { Header } from "./header.tsx";
import { Help } from "./help.tsx";
import { useKeys } from "./hooks/use-keys.ts";
import { useScene, useSize, useSource, useView } from "./hooks/use-scene.ts";
import { SourcePreview } from "./source-preview.tsx";
import { StepList } from "./step-list/step-list.tsx";
import { Tabs } from "./tabs.tsx";

export function App() {
  useKeys(useSource().key);
  const scene = useScene();
  const arrangement = arrangementOf(scene);
  const { body, footer } = arrangement;
  return (
    <Box flexDirection="column" width={body.width} height={frameHeight(useSize())} overflow="hidden">
      <Header />
      {scene.view.help === undefined ? <Body {...arrangement} /> : <Help columns={body.width} height={body.height} />}
      <Footer rows={footerRows(scene, footer)} />
    </Box>
  );
}

function Body({ kind, body, list, pane, source }: Arrangement) {
  const { editing, focus } = useView();
  const steps = <StepList {...list} />;
  const beside: ReactNode = editing === undefined ? <Tabs {...pane} /> : <Editor editing={editing} {...pane} />;
  if (kind === "single") return focus === "pane" || editing !== undefined ? beside : steps;
  return (
    <Box flexDirection={kind === "side" ? "row" : "column"} height={body.height} flexShrink={0}>
      {source === undefined ? (
        steps
      ) : (
        <Box flexDirection="column" width={list.width} flexShrink={0}>
          {steps}
          <SourcePreview {...source} />
        </Box>
      )}
      {kind === "side" ? <Divided width={pane.width + 2}>{beside}</Divided> : beside}
    </Box>
  );
}
