import type { MeaningState } from "#lib/domain/knowledge.ts";
import { Banner } from "#components/ui/banner.tsx";
import { ProgressBar } from "./progress-bar.tsx";

/** How far the documents can be searched by meaning, and by which model. */
export function MeaningNote({ meaning }: { meaning: MeaningState }) {
  const { status, model, builtIn, reason, embedded, total } = meaning;
  if (total === 0 || status === "off") return null;
  if (status === "failed" || status === "paused") {
    const what =
      status === "failed"
        ? `${embedded === 0 ? "Searches find" : "Of some passages searches find"} words, not what is meant`
        : "Not all passages can be found by meaning yet";
    return (
      <Banner tone="warning" title={what}>
        <p className="text-muted">
          {reason} {status === "failed" && "It is tried again by itself."}
        </p>
      </Banner>
    );
  }
  const by = `${model}${builtIn ? ", which costs nothing" : ""}`;
  if (status === "working") {
    return (
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
        <ProgressBar
          label="Passages that can be found by meaning"
          percent={total === 0 ? 0 : Math.floor((embedded / total) * 100)}
          className="w-28"
        />
        <span>
          Learning what passages mean: {embedded.toLocaleString("en")} of {total.toLocaleString("en")}, by{" "}
          {by}. They can be found by their words already.
        </span>
      </div>
    );
  }
  return (
    <p className="text-xs text-muted">
      Searched by words, by spelling, and by meaning with {by}. {reason}
    </p>
  );
}
