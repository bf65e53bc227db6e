/**
 * A made-up handbook and what people ask of it, to measure how well passages are found. The questions are in other words than the
 * passages for the most part, as people ask; some name things exactly, some misspell them. Written before the search was measured.
 */
export const HANDBOOK: readonly { id: string; text: string }[] = [
  [
    "leave",
    "Every employee has 28 days of paid vacation a year. Days that are left in December can be taken until the end of March.",
  ],
  [
    "sick",
    "Whoever falls ill tells the team lead before nine in the morning. A doctor's note is needed from the third day on.",
  ],
  [
    "parents",
    "Mothers and fathers may stay at home for up to fourteen months after the birth of a child and come back to the same position.",
  ],
  [
    "remote",
    "Two days a week can be worked from home. The agreement is renewed each January with the team lead.",
  ],
  [
    "expenses",
    "Costs of business trips are refunded within two weeks once the receipts are handed in with form T-17.",
  ],
  [
    "trains",
    "For journeys below six hours the railway is taken instead of a plane. First class is allowed beyond three hours.",
  ],
  ["hotel", "Overnight stays may cost at most 140 euro a night, in capitals 190 euro."],
  [
    "laptop",
    "New colleagues get a notebook computer and a telephone on their first morning. Broken devices are exchanged at the service desk.",
  ],
  [
    "password",
    "Secret words for signing in have at least fourteen characters and are kept in the vault, never on paper. Nobody from IT will ask for them.",
  ],
  [
    "phishing",
    "Suspicious messages are forwarded to alarm@saltmarsh.example and then deleted. Links in them must not be followed.",
  ],
  ["backup", "Copies of all databases are made every night and kept for ninety days in a second building."],
  [
    "outage",
    "When the shop cannot be reached, the engineer on duty is called under 4711 and writes to the status page every thirty minutes.",
  ],
  [
    "deploy",
    "New versions of the website go live on Tuesdays and Thursdays before noon. On Fridays nothing is released.",
  ],
  ["review", "Changes of the program code are read by a second developer before they are merged."],
  [
    "onboarding",
    "In the first week every newcomer has a companion who shows the house and answers questions.",
  ],
  ["salary", "Wages are paid on the 27th of each month. Statements are found in the portal under Documents."],
  ["raise", "Pay is discussed once a year in autumn, on the basis of the goals agreed in spring."],
  ["pension", "The company adds half of what an employee saves for old age, up to 200 euro a month."],
  ["training", "Each person has 1,500 euro and five days a year for courses and conferences."],
  ["bicycle", "Bikes can be leased through the company; the rate is taken from gross pay and saves taxes."],
  [
    "parking",
    "The garage has forty places. Whoever shares a car with colleagues may use those beside the entrance.",
  ],
  ["canteen", "Lunch is served between half past eleven and two. A dish without meat is always offered."],
  [
    "visitors",
    "Guests are announced at the reception the day before and are accompanied through the building at all times.",
  ],
  [
    "badge",
    "A lost entry card is reported at once so that it can be blocked. The replacement costs 15 euro.",
  ],
  [
    "fire",
    "When the alarm sounds everybody leaves the building by the stairs and gathers on the lawn behind the boathouse.",
  ],
  [
    "firstaid",
    "Plasters and a defibrillator hang beside the lift on every floor. Mrs Okafor and Mr Lindqvist are trained helpers.",
  ],
  [
    "recycling",
    "Paper, glass and batteries are collected apart in the courtyard. Coffee grounds go to the garden.",
  ],
  [
    "energy",
    "Since May all electricity comes from wind and sun. Heating is turned down to seventeen degrees at night.",
  ],
  [
    "suppliers",
    "Goods are bought from firms that pay fair wages and let us see their workshops once a year.",
  ],
  ["contracts", "Agreements above 20,000 euro need two signatures, one of them of a managing director."],
  [
    "invoice",
    "Bills of suppliers are checked against the order and settled within thirty days. Those paid within ten days get 2 % off.",
  ],
  [
    "refund",
    "Customers can send goods back within sixty days and get their money on the same way on which they paid.",
  ],
  [
    "warranty",
    "Lamps have a guarantee of five years. The article number, such as SM-2048, is engraved under the base.",
  ],
  [
    "shipping",
    "Parcels leave the warehouse in Bremen by four in the afternoon. Delivery abroad takes three to eight days.",
  ],
  [
    "complaints",
    "An unhappy customer gets an answer within one working day, and a voucher when we were wrong.",
  ],
  ["voice", "We write as we speak: short sentences, no jargon, and never more than one exclamation mark."],
  [
    "logo",
    "The heron of our emblem always looks to the left. Around it stays free space as wide as its beak.",
  ],
  ["press", "Journalists are referred to Ines Calloway, who alone speaks for the firm in public."],
  [
    "privacy",
    "Personal data of buyers are erased three years after their last order, unless a law asks for longer.",
  ],
  [
    "survey",
    "Every June the staff is asked anonymously how content it is; results are shown to all in July.",
  ],
  ["conflict", "Gifts from business partners worth more than 35 euro are declined or handed to the raffle."],
  [
    "harassment",
    "Whoever is bullied or molested can turn to the ombudsperson Dr Tamsin Reyes, also without giving a name.",
  ],
].map(([id = "", text = ""]) => ({ id, text }));

/** A question and the passage that answers it. */
export type Question = { ask: string; answer: string };

const ask = (pairs: readonly [string, string][]): Question[] =>
  pairs.map(([text, answer]) => ({ ask: text, answer }));

/** In other words than the handbook's. */
const PARAPHRASED = ask([
  ["how many holidays do I get", "leave"],
  ["I have the flu, what do I have to do", "sick"],
  ["can a father take time off for a baby", "parents"],
  ["rules for home office", "remote"],
  ["how do I get my travel money back", "expenses"],
  ["may I fly to Munich for a meeting", "trains"],
  ["what can I spend on accommodation", "hotel"],
  ["my screen is cracked, who replaces my computer", "laptop"],
  ["how long must my login secret be", "password"],
  ["I received a strange email asking for my bank details", "phishing"],
  ["is our data safe if the server room burns down", "backup"],
  ["the online store is down, whom do I phone", "outage"],
  ["when are software updates published", "deploy"],
  ["who checks what programmers write", "review"],
  ["who helps me during my first days", "onboarding"],
  ["when is payday", "salary"],
  ["how can I earn more", "raise"],
  ["does the employer contribute to retirement savings", "pension"],
  ["budget for further education", "training"],
  ["where can I leave my car", "parking"],
  ["is there vegetarian food", "canteen"],
  ["a client is coming to see us tomorrow", "visitors"],
  ["I cannot find my key card", "badge"],
  ["where is the meeting point in an emergency evacuation", "fire"],
  ["somebody has fainted, where is the medical equipment", "firstaid"],
  ["how do we separate waste", "recycling"],
  ["do we use renewable power", "energy"],
  ["who may sign a large deal", "contracts"],
  ["customer wants to return a product", "refund"],
  ["how should texts for the website sound", "voice"],
  ["a reporter is calling me", "press"],
  ["when do we delete information about clients", "privacy"],
  ["may I accept a present from a vendor", "conflict"],
  ["my boss is insulting me, who can I talk to", "harassment"],
]);

/** By the handbook's own words. */
const NAMED = ask([
  ["form T-17", "expenses"],
  ["article number under the base of lamps", "warranty"],
  ["phone number 4711 engineer on duty", "outage"],
  ["heron emblem free space", "logo"],
  ["warehouse in Bremen", "shipping"],
  ["Ines Calloway", "press"],
  ["ombudsperson", "harassment"],
]);

/** With words that are misspelled, or run together. */
const MISSPELLED = ask([
  ["defibrilator", "firstaid"],
  ["vocher for unhapy customers", "complaints"],
  ["bycicle leasing", "bicycle"],
  ["anonymus staff survay", "survey"],
  ["recieved invoces of supliers", "invoice"],
  ["Calloway jurnalists", "press"],
  ["garantee of lamps", "warranty"],
  ["entrycard blocked", "badge"],
]);

/** All questions, by what is hard about them. */
export const QUESTIONS: Readonly<Record<"paraphrased" | "named" | "misspelled", Question[]>> = {
  paraphrased: PARAPHRASED,
  named: NAMED,
  misspelled: MISSPELLED,
};

/** Questions that the handbook does not answer. */
export const UNANSWERED: readonly string[] = [
  "black holes and quantum gravity",
  "recipe for apple pie",
  "football results of last weekend",
  "how do volcanoes erupt",
  "the novels of Jane Austen",
  "symptoms of measles in dogs",
  "Kubernetes cluster upgrade runbook",
  "visa requirements for travel to Japan",
  "launch plan for lunar tourism",
  "history of the Roman empire",
  "how to tune a guitar",
  "capital city of Mongolia",
  "migration routes of whales",
  "chess openings for beginners",
  "treatment of migraine",
  "film reviews of science fiction",
  "how to knit a scarf",
  "stock price of copper mines",
  "the rules of cricket",
  "growing tomatoes in a greenhouse",
];
