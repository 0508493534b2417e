/** The tabs in their order, as the commands name them; panes/index.ts has the panes in this order. */
export const tabNames = ["output", "changes", "files", "config", "attempts", "context", "watch", "breakpoints"] as const;
