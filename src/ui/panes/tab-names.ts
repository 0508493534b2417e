/** The tabs in their order; apart from the panes, because the table of commands names them too. */
export const tabNames = ["output", "changes", "files", "config", "attempts", "context", "watch", "breakpoints", "why"] as const;

export type TabName = (typeof tabNames)[number];
