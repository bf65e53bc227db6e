"use client";

import { useCallback, useRef } from "react";
import type { CanvasCommand, PlanCanvasProps } from "#components/graph/canvas-props.ts";
import { useCommands } from "./commands.ts";

/** Offers what can be done on a page's canvas. Gives what the canvas is told its commands by. */
export function useCanvasCommands(): NonNullable<PlanCanvasProps["offer"]> {
  const offered = useRef<(() => CanvasCommand[]) | null>(null);
  useCommands(() => ({
    commands: (offered.current?.() ?? []).map((command) => ({ ...command, group: "Canvas" })),
  }));
  return useCallback((commands) => {
    offered.current = commands;
  }, []);
}
