import type { Playbook } from "./playbook.ts";
import { daysToPrepare } from "./days.ts";
import * as kit from "./step-kit.ts";
import { amountOf, capital, frameOf } from "./wording.ts";

/** Leases and inventory, the new rooms, then movers, technology and notices side by side, on dates back from the day. */
export const officeMove: Playbook = {
  id: "office-move",
  title: "Office move",
  description:
    "Plans the move of an office, shop or practice: what goes, new rooms, movers, technology, notices and the day itself.",
  deliverable:
    /\b(?:office|company|shop|practice|warehouse|studio)?\s*(?:move|relocation|moving)\s*(?:plan|checklist|project)?$|\brelocation\b/i,
  signals: [
    {
      pattern:
        /\b(?:relocat\w+|new (?:office|premises|building|location|rooms|address)|office move|moving (?:day|house|van|company)|movers|removal (?:firm|van))\b/i,
      reason: "speaks of a move",
      own: true,
    },
    {
      pattern:
        /\b(?:move|moving|moves)\b(?:.{0,40})\b(?:office|offices|premises|headquarters|warehouse|practice|shop|store|studio|lab|laboratory|school|library|floor|building|desks?|town|city)\b/i,
      reason: "moves premises",
      own: true,
    },
    {
      pattern: /\b(?:lease|landlord|desks?|furniture|keys|boxes|floor plan|square met(?:re|er)s?)\b/i,
      reason: "speaks of rooms or furniture",
    },
    { pattern: /\b(?:offices?|premises|headquarters|warehouse|building)\b/i, reason: "names premises" },
  ],
  phrases: [
    "Move our office across town in June",
    "Relocate the dental practice without losing a working day",
    "We have a new building and forty desks to shift",
    "Plan the relocation of the warehouse to the industrial park",
    "Our lease ends, organise moving out and into the new premises",
    "Moving the library's collection to temporary rooms",
    "Get the headquarters from the third floor to the new tower",
    "Shop is moving two streets down, customers must find us",
    "The practice is bursting at the seams and gets bigger rooms in autumn",
    "Everything from desks to internet has to be in the other building by Monday",
  ],
  facts: {
    period: {
      question: "When is moving day?",
      default: "within 8 weeks",
      why: "Notices, lines and movers have to be ordered weeks before.",
    },
    budget: {
      question: "What may the move cost?",
      default: "no fixed budget",
      why: "The amount is divided between movers, fitting out, technology and a reserve.",
    },
    audience: "used",
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const part = (id: string, title: string, instruction: string, material: string[]) =>
      kit.writeStep({ id, title, instruction, analysis, material });
    return [
      kit.searchStep({
        id: "contracts",
        title: "Look up leases and contracts",
        instruction:
          "Find leases, notice dates, deposits, what must be repaired on leaving, and contracts tied to the address.",
        query: `${topic} lease contract notice address landlord`,
        optional: true,
      }),
      kit.searchStep({
        id: "needs",
        title: "Look up what people need",
        instruction:
          "Find who works where with what: desks, quiet rooms, machines, storage, power, network, access without steps.",
        wider: topic,
        query: `${topic} rooms desks equipment staff needs`,
        optional: true,
      }),
      kit.writeStep({
        id: "leaving",
        title: "Plan leaving the old rooms",
        instruction: "Say what ends when and who is told: notice, meters, repairs, cleaning, keys, deposit.",
        analysis,
        material: ["contracts"],
        grounded: true,
      }),
      kit.writeStep({
        id: "inventory",
        title: "List what goes, stays and is thrown away",
        instruction:
          "List furniture, machines, archives and plants by room: goes, is sold, is thrown away. What is fragile or secret is marked.",
        analysis,
        material: ["needs"],
        grounded: true,
      }),
      part(
        "rooms",
        "Plan the new rooms",
        "Say which team sits where and why, sockets and lines for each place, what must be fitted before moving day.",
        ["inventory"],
      ),
      part(
        "technology",
        "Plan network and telephones",
        "List lines, servers, printers and alarm with the order date of each (lines take six to ten weeks), how the network is tested the day before, and what works if it does not.",
        ["rooms"],
      ),
      part(
        "movers",
        "Draft the request to movers",
        "Draft a request to three movers: volume, floors, lifts, heavy pieces, insurance, boxes, hours, parking permits; and how boxes are labelled.",
        ["inventory"],
      ),
      part(
        "notices",
        "Draft the notices",
        "Draft what staff, customers, suppliers, post, bank, insurance and authorities are told, each with its date; and the sign on the old door.",
        ["leaving"],
      ),
      ...kit.ifBudget(analysis, (budget) =>
        kit.allocationStep({
          id: "budget",
          title: "Divide the budget",
          instruction: `Divide ${amountOf(budget)}, 15 % kept back: something is always forgotten.`,
          budget,
          metrics: null,
          names: [
            "Movers and boxes",
            "Fitting out",
            "Network and telephones",
            "Repairs in the old rooms",
            "Paying two rents",
          ],
          reserveShare: 0.15,
          after: ["rooms"],
        }),
      ),
      kit.calendarStep({
        id: "countdown",
        title: "Schedule back from moving day",
        instruction:
          "Put every order, notice and test on a date before moving day, and a week after for what was forgotten.",
        context,
        days: daysToPrepare(context),
        items: [
          "Give notice and order lines",
          "Ask movers for offers",
          "Throw away and sell",
          "Tell customers and authorities",
          "Fit out the new rooms",
          "Pack and label",
          "Test the network",
          "Moving day",
          "First working day: help desk",
          "Hand over the old rooms",
        ],
        once: true,
        channels: ["Move team"],
        name: `${capital(topic)}: countdown`,
        after: ["leaving", "rooms"],
      }),
      kit.documentStep({
        id: "move-plan",
        title: "Compose the move plan",
        instruction:
          "Put all into one plan with a page for the day itself: who stands where, telephone numbers, keys.",
        name: `Office move: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "Countdown", of: "countdown" },
          { heading: "The old rooms", of: "leaving" },
          { heading: "The new rooms", of: "rooms" },
          { heading: "What goes", of: "inventory" },
          { heading: "Network and telephones", of: "technology" },
          { heading: "Movers", of: "movers" },
          { heading: "Notices", of: "notices" },
          ...kit.ifBudget(analysis, () => ({ heading: "Budget", of: "budget" })),
        ],
      }),
    ];
  },
};
