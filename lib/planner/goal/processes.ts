import type { Known } from "./step-graph.ts";
import { stem } from "./words.ts";

// Work that goes on in a fixed order whatever it is done to. One line a trade; stages from left to right, "/" between words for one.
const TRADES = `
dig/excavate pour/lay/fill cure/set erect/build/put roof/cover plaster paint
isolate/lock/shut/disconnect/unplug drain/empty/flush remove/dismantle/unscrew/strip replace/swap/change/repair/fix refill/refit/reassemble/reconnect/close test/bleed restart/reopen/start check/monitor
clear/empty strip/scrape clean/wash sand/fill prime paint/varnish/oil hang/mount
wash peel chop/slice/dice/grate fry/simmer/boil/cook season serve
mix/knead rise/proof shape bake cool ice/decorate/slice serve
load/import/export/extract/collect clean/dedupe/deduplicate tag/label/merge/fill/join fit/train/model/analyse/analyze plot/chart/report/summarise
rehearse track/record/film/shoot overdub/cut/edit mix/grade master upload/release/publish
research outline write/draft edit/proofread/review typeset/format print bind distribute/post
measure order/buy/cut drill/sew/glue/assemble iron/hem/sand paint/varnish
stop/halt replace/fix/repair/clean restart check
compare/evaluate/score/rate shortlist/choose/pick/select sign/appoint/hire
back wipe/format install/reinstall restore/configure test
survey/measure draw/map print
review/inspect/audit/examine list/note
blend/mix/cook season serve
finish/write/prepare rehearse/practise/run perform/record/present
soak drain boil mash
reproduce bisect/debug/trace/diagnose patch/fix deploy/release/ship
build deploy/release run/test/verify/check monitor
catch/bring/fetch pen/weigh shear/dose/tag release/turn`;

const rank = new Map<string, { trade: number; stage: number }[]>();
for (const [trade, row] of TRADES.trim().split("\n").entries()) {
  for (const [stage, words] of row.split(" ").entries()) {
    for (const word of words.split("/")) {
      const key = stem(word);
      rank.set(key, [...(rank.get(key) ?? []), { trade, stage }]);
    }
  }
}

/** Stem of the verb, or of the noun that names the work: "a dry run". */
const workOf = ({ anatomy }: Known) =>
  anatomy.verb === null || LIGHT.has(anatomy.verb) ? (anatomy.things[0]?.head ?? null) : anatomy.verb;
const LIGHT = new Set(["do", "hold", "have", "make", "give"].map(stem));

/** True when one action goes on from another by the order of their trade: "pour the slab" from "dig the footings". */
export function goesOn(before: Known, after: Known): boolean {
  const [one, other] = [workOf(before), workOf(after)];
  if (one === null || other === null) return false;
  const later = rank.get(other) ?? [];
  return (rank.get(one) ?? []).some((place) =>
    later.some((next) => next.trade === place.trade && next.stage > place.stage),
  );
}
