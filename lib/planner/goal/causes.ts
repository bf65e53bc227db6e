import { stem } from "./words.ts";

// What brings a state or an outcome about. Left: words of the outcome; right: verbs of what is done for it.
// A row that begins with "~" tells how things become, not what there is then.
const PAIRS = `
~ arrive come deliver land ship here stock receive : order buy request get purchase reorder fetch send
reply replies answer answers response responses respond feedback comment comments : ask send invite mail email post circulate write share survey contact show
result results finding findings outcome insight insights data figure figures number numbers : test survey analyse measure check run sample examine inspect interview study audit count calculate export collect
reading readings pulse pressure temperature : take measure
correction corrections mistake mistakes error errors issues problems : proofread check review edit test inspect run
text texts copy : write draft
cutting cuttings clipping clippings : prune mow trim cut
grant approve approval permission permit licence license clearance consent go-ahead : apply submit ask file request get send
quote quotes offer offers bid bids price prices : get request ask tender collect compare
~ dry : paint wash varnish plaster clean prime rinse hang pen mop glue fill
~ hot warm : preheat heat light warm boil
~ cool cold chilled : bake boil cook roast chill simmer
~ rise double risen doubled : proof knead mix leave
~ set hard cure harden : pour cast glue lay
ripe grow grown germinate sprout : sow plant
~ pass fail passed failed : test check inspect try run examine submit
~ sign signed signature : draft send agree negotiate find have
know known clear : ask find check clarify decide determine research
~ leak crack drip : test check fill descale pressure
win won winner : pitch vote compare judge run
register sign-up sign-ups registration bookings booking book : open publish announce invite launch
apply application applications applicant applicants candidate candidates : advertise post publish announce
money fund funds funding paid payment : invoice raise apply collect crowdfund bill
visa visas passport : apply get request
letter letters email emails newsletter mailing : mail send email write post
~ live up online : publish launch upload deploy release put switch
~ pain bleed : examine treat`;

const table = new Map<string, Set<string>>();
const things = new Set<string>();
for (const row of PAIRS.trim().split("\n")) {
  const event = row.startsWith("~");
  const [outcomes = "", verbs = ""] = row.replace(/^~ /, "").split(" : ");
  for (const outcome of outcomes.split(" ")) {
    const key = stem(outcome);
    if (!event) things.add(key);
    const known = table.get(key) ?? new Set<string>();
    for (const verb of verbs.split(" ")) known.add(stem(verb));
    table.set(key, known);
  }
}

/** True when an outcome, such as "replies" or "dry", comes of what a verb does. Both are stems. */
export function brings(verb: string | null, outcome: string): boolean {
  return verb !== null && table.get(outcome)?.has(verb) === true;
}

/** True for a stem of a noun for what is there then: "results", "replies". */
export const isResult = (outcome: string) => things.has(outcome);

/** True for a stem of a word that names an outcome of some action: "results", "replies". */
export const isOutcome = (outcome: string) => table.has(outcome);
