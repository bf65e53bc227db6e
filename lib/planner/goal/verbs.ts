import nlp from "compromise";
import { z } from "zod";

/** What compromise knows of single words; its own types say any. */
const Model = z.object({
  one: z.object({ lexicon: z.record(z.string(), z.union([z.string(), z.array(z.string())])) }),
  two: z.object({ switches: z.record(z.string(), z.string()) }),
});
const model = Model.parse(nlp.model());
const lexicon = new Map(Object.entries(model.one.lexicon));
const switches = new Map(Object.entries(model.two.switches));

/** Verbs that begin an action in a goal whatever follows. compromise takes many of them for nouns ("research", "draft"). */
const ACTION_VERBS = wordSet(
  `research analyse analyze review write draft design plan prepare create build make develop define identify find
collect gather compile summarise summarize report present publish launch schedule allocate budget book invite hire interview
screen post send email share test check validate approve edit translate survey compare evaluate assess estimate
calculate measure track set select choose pick decide map list outline document organise organize arrange
order buy negotiate contact call meet train onboard announce promote run audit investigate study explore
read extract clean import export migrate deploy implement code configure install record film shoot produce
print ship deliver monitor optimise optimize improve update revise refine finalise finalize brainstorm
propose recommend prioritise prioritize rank benchmark forecast model segment position brief assemble combine merge
put get do perform conduct complete handle carry cover start begin generate submit confirm secure recruit pitch
sign agree visit cook paint pack move rent apply register verify query synthesise synthesize interpret
advertise target cost quote source scout shortlist rehearse host debrief archive proofread format
illustrate localise localize distribute circulate discuss align kick wrap close open name brand price pilot roll teach learn
examine inspect scan fix repair replace remove add integrate connect label annotate sample weigh score
transcribe categorise categorize cluster visualise visualize chart plot graph tabulate reconcile invoice pay file
have let give take bring collate digitise digitize catalogue catalog caption storyboard typeset grout insulate lay dry vet
vaccinate hem calibrate lint shelve haul tow redline countersign quarantine swab incubate sand prime plaster tile weld solder
varnish marinate pickle ferment mulch repot germinate prune mow rake till plough compost thin graft dig drain water
refactor debug provision upload download configure containerise containerize instrument backfill restart reboot
laminate staple bind fold sew iron stitch embroider knit crochet upholster sketch trace mount frame hang light stage
choreograph compose tune mix master rewrite paraphrase index tag sort filter dedupe deduplicate anonymise anonymize
notify remind brief chase ask tell thank welcome greet escort seat serve bake roast grill chill freeze thaw
inventory stocktake restock reorder relabel repaint reseal rewire replant retest recheck resubmit reprint reschedule
cordon fence shore pour level cure strip scrape clear sweep scrub disinfect sterilise sterilize polish wax buff oil
crowdfund fundraise petition canvass lobby poll convene chair minute mediate appoint elect nominate enrol enroll
transfer refund reimburse insure appraise value notarise notarize certify license licence lodge enter log load unload
bundle wrap parcel dispatch courier collect recycle dispose scrap salvage demolish dismantle disassemble reassemble
agree draw cut saw drill glue clamp screw nail bolt plane rout carve etch engrave anodise anodize galvanise galvanize
hold keep show stop turn look talk speak sum think try use work pull push fill feed hand lead leave see settle
double cross back sow plant harvest pick dry store brew bottle cap taste season simmer boil chop dice slice peel
compute simulate fit tune evaluate backtest deploy release ship tag branch commit merge rebase revert
book reserve hire lease rent let furnish decorate kit outfit equip stock staff roster rota
audition cast block rig focus strike tour perform screen subtitle dub grade cut render animate texture light rig
diagnose treat triage discharge refer prescribe dose immunise immunize dress bandage admit assess
appeal sue settle serve depose subpoena redact disclose bate litigate arbitrate
phone ring text tweet blog vlog stream broadcast air teach mark grade enrol tutor coach mentor assess
groom feed walk rehome spay neuter microchip deworm milk shear calve herd
commission donate locate rotate vacate dictate narrate irrigate amend append attach await borrow breed calm chair chase cheer coat comb cope crop curb cushion declare defend defer delegate delete deny detach detect devise dilute disable drape dye eject embed enable enclose endorse enforce enlarge enquire enrich erase erect evacuate exchange exclude execute exempt expand explain expose extend flatten float flip frost fumigate fund garnish gauge gut heat host hunt ice inflate inform inherit inject insert inspect inspire intercept interrogate introduce isolate justify kneel label lace limit link loan locate loosen lower lubricate manage maintain melt mend merge mince mist moisten mop mould nominate notch number obtain omit outsource oversee partition patrol pause peel perforate pickle pierce pin pitch plait plot poach preheat presoak press print proof prop quote quiz raise rake reassure rebut recall reckon redact redeem redo reduce refute regrout rehang reheat reinforce reject relay relocate remind remodel renew renovate reorganise repay reply repot rescue reshape resolve respond retain retake retrieve retype reunite reuse reveal rinse roast rotate salt sample scald scrub seal secure seed separate shampoo shelter shred shrink sift skin slice smoke soak spare sponsor spray sprinkle sprout stain stamp starch steer stew sting stow straighten strap strengthen stretch string submerge subtract suck supervise surrender suspend swap swear sweeten syphon siphon tackle tally tame tap taper teach tenderise tidy tilt tint toast torch tow tutor twist unblock uncover unload unlock unpack unplug untie unwrap upcycle upgrade vent verify visit wag waive wallpaper wean welcome whisk whitewash widen winterise withdraw wrap yield zip group cluster batch wipe correct separate duplicate perfect answer image sequence issue shut taxi tidy empty warm cool level trim smooth dim note brown salt butter season layer whisk blend scale bag pen dose rack log pin mop jet lock sort grease date deck dock dip dust edge
flag fuel glaze patch page pair pass phase pile pipe place plate point pool pot pour practise practice present pump rank rate refresh restore reset
ring roll rotate round route row scan scatter scent search seed shape sharpen shell shift shuffle sieve size sketch skim slot soak spray spread
square stack stake stamp station steam steep stir stitch strain string stuff subscribe supply support surface survey suspend sweep swap switch
tack tape target taste tender thread tie tighten time title toast top toss touch transplant trial trim truck tube tweak type unpack update
vacuum veto video view void vote warn warm weave wedge weed weight wheel whip wipe wire witness zip proof
charter moor hoist launch careen antifoul caulk splice rig provision victual bunker`,
);

/** True for a verb of actions that goals ask for, even where the word is a noun as well. */
export const isActionVerb = (word: string) => ACTION_VERBS.has(word.toLowerCase());

/** Nouns that name an action, so that "budget allocation" is not the verb "budget". */
const ACTION_NOUNS =
  /^(research|analysis|analyses|allocation|review|plan|planning|strategy|calendar|report|draft|identification|selection|study|survey|audit|launch|brief|design|testing|tests?|schedule|document|summary|approval|copy|mapping|outline|check|interviews?|assessment|evaluation|estimate|budget|promotion|recommendations?|writing|production|setup|booking|invitations?|outreach|comparison|benchmark|roadmap|posts?|channels?|marketing|creation|development|preparation|proposal|presentation|research|definition|positioning|pricing|creative|page|site|team|event|party|guidelines?|rules)$/i;
const MORE_ACTION_NOUNS =
  /^(?:\p{L}{3,}(?:isation|ization|ation|ection|uction|ition|ution|ption|ssion|sion)|inspections?|rehearsals?|trials?|training|workshops?|walkthrough|walk-through|rollout|roll-out|kick-?off|debrief(?:ing)?|briefing|measurements?|delivery|purchase|purchasing|procurement|recruitment|screening|sampling|cleaning|painting|printing|shooting|filming|editing|recording|mixing|mastering|proofreading|proofs?|fitting|planting|harvest|sowing|pruning|wiring|plumbing|plastering|tiling|flooring|installation|calibration|migration|deployment|backup|cutover|go-live|\p{L}+-(?:over|up|off|out|down|in)|tasting|registration|enrolment|shortlist(?:ing)?|hiring|onboarding|budgeting|costing|fundraising|campaign|announcement|publication|submission|sign-off|handover|tender|vote|ballot|election|hearing|filing|appointments?|clean-?up|set-?up|quotes?)$/iu;
const NOUN_FIRST = wordSet(
  "market budget content design test launch plan model position price brand name cost source target post file call order brief document report schedule research draft survey audit sample score water light stage value index stock text tag level work store frame season block cast print paint plant tile screen record track video press media site user customer",
);
// A word before one of these is the verb of an order: "grout the joints", "sand them", "seed three trays".
const AFTER_VERB =
  /^(?:the|a|an|our|my|your|their|his|her|its|this|that|these|those|it|them|him|us|me|all|each|every|both|some|any|enough|several|many|more|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|fifty|hundred|another|everything|anything|something|nothing|everyone|everybody|anyone|someone|whatever|whoever|whoever|whether|which|up|off|down|together|through|\d[\d.,]*|\ue0ff.*)$/iu;
const NEVER_VERB =
  /^(?:a|an|the|this|that|these|those|it|they|we|you|i|he|she|there|here|our|my|your|their|his|her|its|all|both|each|every|some|any|no|not|and|or|but|so|as|at|by|for|from|in|into|of|off|on|onto|out|over|per|than|through|to|under|until|up|upon|via|with|within|without|about|above|across|after|along|among|around|before|behind|below|beneath|beside|between|beyond|during|inside|like|near|outside|past|since|toward|towards|is|are|was|were|be|been|being|am|has|had|does|did|can|could|will|would|shall|should|may|might|must|if|when|once|while|because|although|though|unless|whether|which|who|whom|whose|what|where|why|how|then|first|finally|also|only|just|even|still|already|yet|too|very|most|more|less|least|one|two|three|four|five|six|seven|eight|nine|ten|half|twice|please|maybe|perhaps|mr|mrs|ms|dr|except|including|plus|minus|next|last|later|soon|now|today|tomorrow|good|new|old|big|small|large|great|short|long|high|low|full|same|other|such|own|many|much|few|several|another)$/i;
const GERUND_NOUNS =
  /^(?:building|meeting|wedding|ceiling|clothing|housing|evening|morning|spring|string|thing|king|ring|wing|bring|sing|swing|sling|sting|cling|fling|painting|drawing|opening|closing|pricing|marketing|training|engineering|heating|lighting|flooring|parking|catering|funding|branding|screening|booking|briefing|hearing|landing|listing|offering|rating|recording|reading|setting|sitting|spelling|testing|understanding|warning|wiring|plumbing|scaffolding|bedding|icing|stuffing|mailing|shipping|nursing|banking|farming|gardening|fishing|boarding|casing|coating|crossing|dwelling|filling|finding|fitting|hosting|lettering|accounting|tutoring|purchasing|manufacturing|nursing|coaching|lining|mooring|outing|packaging|paving|piping|planning|planting|pudding|roofing|rigging|seating|shooting|sibling|siding|tubing|upbringing|wording)$/i;

const GERUND_THINGS =
  /^(?:building|ceiling|clothing|housing|evening|morning|wing|flooring|wiring|plumbing|scaffolding|bedding|icing|casing|coating|lining|sibling|siding|tubing|railing|awning|lodging|opening|setting|sitting|finding|being|nothing|something|anything|everything|thing|spring|string|king|ring|dwelling|pudding|outing|packaging|parking|meeting|lettering|marketing|engineering|offering|rating|listing|drawing|painting|heating|lighting|furnishing|covering|crossing|landing|seating|wedding)$/;

/** True when a word can be a verb in its base form, by itself: "collect", "harvest", "digitise"; not "the", "results". */
export function canBeVerb(word: string): boolean {
  if (NEVER_VERB.test(word)) return false;
  if (ACTION_VERBS.has(word)) return true;
  if (isTagged(word, "Infinitive") || /\bVerb$/.test(switches.get(word) ?? "")) {
    return !word.endsWith("s") || word.endsWith("ss") || isTagged(word, "Infinitive");
  }
  if (/^(?:re|un|over|out|pre|co|de|mis)-?\p{L}{3,}$/u.test(word)) {
    const root = word.replace(/^(?:re|un|over|out|pre|co|de|mis)-?/, "");
    if (ACTION_VERBS.has(root) || isTagged(root, "Infinitive")) return true;
  }
  return lexicon.get(word) === undefined && /\p{L}{4,}(?:ise|ize|ify|ate)$/u.test(word);
}

/**
 * The verb that an imperative or gerund phrase begins with, as an infinitive ("analysing the data" gives "analyse"), or null.
 * An adverb in front is passed over.
 */
export function leadingVerb(phrase: string): string | null {
  const words = phrase.trim().slice(0, 300).split(/\s+/, 4);
  const at = /^(?:\p{L}{3,}ly|also|just|again|even|now)$/iu.test(words[0] ?? "") && words.length > 1 ? 1 : 0;
  const first = plain(words[at]);
  if (
    /^(?:apply|supply|reply|rely|fly|multiply|assembly|family|july|italy)$/.test(plain(words[0])) &&
    at === 1
  ) {
    return leadingVerbOf(plain(words[0]), words.slice(0));
  }
  return leadingVerbOf(first, words.slice(at));
}

/** True for "writing", not for "bring" or "thing". */
export const isGerund = (word: string) => /^\p{L}*[aeiouy]\p{L}*ing$/u.test(word);

function leadingVerbOf(first: string, words: readonly string[]): string | null {
  // "Load-test the deck", "3D-print it": the last part is the verb.
  const tail = first.includes("-") ? (first.split("-").at(-1) ?? "") : "";
  if (tail !== "" && canBeVerb(tail) && AFTER_VERB.test(plain(words[1]) || (words[1] ?? ""))) return tail;
  const second = plain(words[1]);
  if (first.length < 2 || NEVER_VERB.test(first)) return null;
  const ordered = AFTER_VERB.test(second === "" ? (words[1] ?? "") : second);
  if (isGerund(first)) {
    // A gerund alone is a noun: "competitors and pricing"; so is one that names a thing: "the heating system".
    if (words.length === 1) return null;
    if (GERUND_NOUNS.test(first) && !ordered) return null;
    if (
      /^(?:of|is|are|was|has|must|should|can|will|needs?|comes?|goes|starts?|begins?|takes|lasts|costs|requires|involves|means)$/.test(
        second,
      )
    )
      return null;
    return fromGerund(first);
  }
  if (NOUN_FIRST.has(first) && isNounish(second) && !ordered) {
    // "Print tasting sheets" has a noun of its own behind what could be one with the verb.
    const further =
      /^\p{L}+s$/u.test(plain(words[2])) && !NEVER_VERB.test(plain(words[2])) && canBeVerb(first);
    if (!further && (ACTION_NOUNS.test(second) || MORE_ACTION_NOUNS.test(second))) return null;
    if (!ACTION_VERBS.has(first)) return null;
  }
  if (/^(?:of|is|are|was|were|has|have|must|should|can|will|needs?|comes|goes)$/.test(second)) return null;
  if (ACTION_VERBS.has(first)) return first;
  if (/\p{L}{3,}(?:ate|ise|ize|ify)$/u.test(first) && canBeVerb(first) && !isTagged(first, "Adjective"))
    return first;
  // "Overdub guitars": a verb made with a prefix.
  if (canBeVerb(first) && !lexicon.has(first) && /[^s]s$/.test(second)) return first;
  if (canBeVerb(first) && !/^(?:to|into|onto)$/.test(plain(words[2])))
    return ordered || isTagged(first, "Infinitive") || !isNounish(second) ? first : null;
  // "Point the domain" without its article: "point domain to it".
  const third = plain(words[2]);
  if (canBeVerb(first) && !NOUN_FIRST.has(first) && /^(?:to|into|onto)$/.test(third)) return first;
  // "Puppy proof the living room": no noun phrase has a determiner inside.
  if (
    /^(?:the|an?|our|my|your|their|every|each)$/.test(third) &&
    canBeVerb(second) &&
    !/^(?:someone|somebody|anyone|everyone|nobody)$/.test(first) &&
    !/(?:ing|ed|ly|[^s]s)$/.test(second) &&
    !/(?:ing|ed|ly)$/.test(first)
  )
    return second;
  // An unknown word before a determiner is a verb of some trade; a known noun or adjective is not.
  const determined = /^(?:the|a|an|our|my|your|their|its|it|them|all|each|every|both|everything)$/.test(
    second,
  );
  if (/^(?:it|them|him|her|us)$/.test(second) && !/(?:[^s]s|ly)$/.test(first)) return first;
  if (
    /^(?:it|them|that|this|these|those)$/.test(second) &&
    third === "" &&
    (!/(?:[^s]s|ly)$/.test(first) || !isCommon(first))
  )
    return first;
  if (/(?:[^s]s|ed|tion|ment|ness|ity|ly)$/.test(first)) return null;
  if (determined) return first;
  const strange = !isCommon(first) && /^[a-z]/.test(words[0] ?? "");
  // A word that nobody knows is the verb of some trade: "bisect to the commit", "overdub guitars".
  if (strange && /^(?:to|into|onto)$/.test(second) && /^(?:the|an?|our|my|your|their|its)$/.test(third))
    return first;
  return null;
}

/** True for a word that is no preposition, determiner or particle: what could go on a compound noun. */
function isNounish(word: string): boolean {
  return word !== "" && !NEVER_VERB.test(word) && !word.endsWith("ly");
}

const gerunds = new Map<string, string | null>();

function fromGerund(word: string): string | null {
  const known = gerunds.get(word);
  if (known !== undefined) return known;
  const stem = word.slice(0, -3);
  const candidates = [stem, `${stem}e`, stem.replace(/(.)\1$/, "$1"), stem.replace(/y$/, "ie")];
  const found =
    candidates.find((one) => ACTION_VERBS.has(one)) ??
    candidates.find((one) => isTagged(one, "Infinitive")) ??
    candidates.find((one) => canBeVerb(one));
  return remember(gerunds, word, found ?? (stem.length >= 3 ? unknownStem(stem) : null));
}

/** "glaz" to "glaze", "stripp" to "strip": the likeliest verb of an unknown stem. */
function unknownStem(stem: string): string {
  if (/([bdgmnprt])\1$/.test(stem)) return stem.slice(0, -1);
  return /(?:[zvcu]|[aeiou][gs]|[^aeiou]l|[^e]at|is)$/.test(stem) ? `${stem}e` : stem;
}

const IRREGULAR = new Map(
  `written:write bought:buy chosen:choose drawn:draw built:build made:make sent:send found:find held:hold taken:take done:do
sold:sell met:meet paid:pay hung:hang told:tell taught:teach brought:bring kept:keep left:leave sewn:sew sown:sow shot:shoot
swept:sweep grown:grow known:know begun:begin woven:weave torn:tear given:give shown:show spoken:speak laid:lay dug:dig fed:feed
bound:bind ground:grind cut:cut put:put set:set read:read run:run let:let won:win lent:lend lit:light led:lead got:get
gotten:get heard:hear redrawn:redraw rewritten:rewrite rebuilt:rebuild mown:mow hidden:hide frozen:freeze broken:break
thought:think sought:seek caught:catch spun:spin risen:rise fallen:fall eaten:eat driven:drive hit:hit worn:wear spent:spend bent:bend stuck:stick struck:strike wound:wind said:say seen:see sung:sing
flown:fly lost:lose ridden:ride stolen:steal sworn:swear slept:sleep felt:feel dealt:deal fought:fight forgotten:forget fled:flee
bred:breed burnt:burn dreamt:dream spelt:spell spilt:spill overdue:overdo outdone:outdo redone:redo resold:resell reheard:rehear
rerun:rerun retaken:retake rung:ring shaken:shake shorn:shear shrunk:shrink slid:slide sprung:spring stood:stand sworn:swear swollen:swell
swum:swim thrown:throw trodden:tread woken:wake wept:weep wrung:wring overseen:oversee undone:undo
understood:understand withdrawn:withdraw undertaken:undertake overseen:oversee reset:reset split:split cast:cast shut:shut`
    .split(/\s+/)
    .map((pair) => pair.split(":") as [string, string]),
);
const participles = new Map<string, string | null>();

/** The infinitive of a past participle ("booked", "written"), or null when the word is none. */
export function fromParticiple(word: string): string | null {
  const lower = word.toLowerCase();
  const irregular = IRREGULAR.get(lower);
  if (irregular !== undefined) return irregular;
  const known = participles.get(lower);
  if (known !== undefined) return known;
  if (!/^(?:\p{L}+-)?\p{L}{2,}ed$/u.test(lower)) return null;
  const stem = lower.slice(0, -2);
  const candidates = [`${stem}e`, stem, stem.replace(/(.)\1$/, "$1"), stem.replace(/i$/, "y")];
  const found =
    candidates.find((one) => ACTION_VERBS.has(one)) ??
    candidates.find((one) => isTagged(one, "Infinitive")) ??
    candidates.find((one) => canBeVerb(one));
  return remember(participles, lower, found ?? stem);
}

/** True when the phrase's last noun names an action: "the market research". */
export function namesAction(phrase: string): boolean {
  const [head = ""] = phrase.trim().split(/\s(?:of|on|for|in|at|with|by|to|from)\s/i);
  const last = head.split(/\s+/).at(-1) ?? "";
  if (ACTION_NOUNS.test(last) || MORE_ACTION_NOUNS.test(last)) return true;
  // "The firing", "the restart of the line": nouns made of verbs.
  if (/^[a-z]{3,}ing$/.test(last)) return !GERUND_THINGS.test(last) && canBeVerb(fromGerund(last) ?? "");
  return (
    /^the\s+[a-z]+\s+of\s/i.test(phrase.trim()) &&
    canBeVerb(last) &&
    !/^(?:end|start|rest|middle|best|worst|date|day|week|time|name|cost|price|number|list|part|top|back|front|use|lack|state|set|pair|box|board|head|type|kind|form|sort|level|rate|face|size|point)$/.test(
      last,
    )
  );
}

const NAMES =
  /^(?:MaleName|FemaleName|FirstName|LastName|Person|City|Place|Region|Country|Organization|SportsTeam)$/;

/** True for a word that compromise knows as more than a name. */
function isCommon(word: string): boolean {
  const tags = lexicon.get(word);
  if (tags === undefined) return switches.has(word);
  return !(Array.isArray(tags) ? tags : [tags]).every((tag) => NAMES.test(tag));
}

/** True for a countable noun in the singular: "trip", not "paint". */
export const isSingular = (word: string) =>
  isTagged(word, "Singular") ||
  switches.get(word)?.startsWith("Noun") === true ||
  /(?:tion|ment|ness|ing|ity|day)$/.test(word);

/** True for a word that compromise knows in any sense. */
export const isKnownWord = (word: string) => lexicon.has(word) || switches.has(word);

function isTagged(word: string, tag: string): boolean {
  const tags = lexicon.get(word);
  return tags === tag || (Array.isArray(tags) && tags.includes(tag) && !word.includes(" "));
}

function plain(word: string | undefined): string {
  return (word ?? "").toLowerCase().replace(/[^\p{L}\p{N}\ue0ff-]/gu, "");
}

// Words come from goals, and goals from anybody: what is remembered must not grow without end.
function remember<T>(memory: Map<string, T>, word: string, value: T): T {
  if (memory.size > 2_000) memory.clear();
  memory.set(word, value);
  return value;
}

function wordSet(words: string): Set<string> {
  return new Set(words.trim().split(/\s+/));
}
