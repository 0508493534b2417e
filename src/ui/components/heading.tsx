/** The rule above a pane, with its name at the left and what there is to know about it at the right. */
import { Box } from "ink";
import { type ReactNode, useMemo } from "react";
import { useTheme } from "../theme.ts";
import { Line, type Span } from "./line.tsx";

/** A horizontal rule: as long as there is room for, or `width` cells. */
export function Rule({ width }: { readonly width?: number }) {
  const { glyphs, faintRules } = useTheme();
  // Kept: Ink forgets which borders are off when it is given another object (6.8).
  const borderStyle = useMemo(() => ({ ...noBorder, top: glyphs.rule }), [glyphs]);
  return (
    <Box
      {...(width === undefined ? { flexGrow: 1, minWidth: 1 } : { width })}
      flexShrink={0}
      borderStyle={borderStyle}
      borderLeft={false}
      borderRight={false}
      borderBottom={false}
      borderDimColor={faintRules}
    />
  );
}

/** A side of the screen, parted from what is left of it. */
export function Divided({ width, children }: { readonly width: number; readonly children: ReactNode }) {
  const { glyphs, faintRules } = useTheme();
  const borderStyle = useMemo(() => ({ ...noBorder, left: glyphs.divider }), [glyphs]);
  return (
    <Box
      width={width}
      flexShrink={0}
      paddingLeft={1}
      borderStyle={borderStyle}
      borderTop={false}
      borderRight={false}
      borderBottom={false}
      borderDimColor={faintRules}
    >
      {children}
    </Box>
  );
}

type HeadingProps = { readonly spans?: readonly Span[]; readonly right?: ReactNode };

export function Heading({ spans = [], right }: HeadingProps) {
  return (
    <Box height={1} flexShrink={0}>
      <Rule width={1} />
      {spans.length > 0 && <Line spans={spans} />}
      <Rule />
      {right}
      <Rule width={1} />
    </Box>
  );
}

const noBorder = { top: "", bottom: "", left: "", right: "", topLeft: "", topRight: "", bottomLeft: "", bottomRight: "" };
