// One file for all, so that the editor fetches them together.
export { CompareDialog } from "./candidates/compare-dialog.tsx";
export { ChatPanel } from "./chat/chat-panel.tsx";
export { writeClipboard } from "#components/shell/write-clipboard.ts";
export { copyText, cutSteps, pasteText, sayCopied } from "./clipboard.ts";
export { followClipboard } from "./clipboard-keys.ts";
export { duplicateSteps } from "./duplicate-steps.ts";
export { SavePlaybook, SharePlan } from "./header/plan-dialogs.tsx";
export { savePlanFile } from "./header/save-plan-file.ts";
export { StepInspector } from "./inspector/step-inspector.tsx";
export { StartDialog } from "./start-dialog.tsx";
export { EditorOverlay } from "./step-menu/overlay.tsx";
export { StepPicker } from "./step-picker.tsx";
export { ChangesPane } from "./versions/changes-pane.tsx";
export { TimelinePane } from "./versions/timeline-pane.tsx";
export { VersionCanvas } from "./versions/version-canvas.tsx";
