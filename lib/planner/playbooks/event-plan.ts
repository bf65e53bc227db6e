import type { DraftedStep } from "../drafted-step.ts";
import { daysToPrepare } from "./days.ts";
import type { Playbook } from "./playbook.ts";
import * as kit from "./step-kit.ts";
import { amountOf, capital, forAudience, frameOf, periodOf } from "./wording.ts";

/** Programme, preparation calendar and budget drawn up side by side from earlier events, then invitation and event plan. */
export const eventPlan: Playbook = {
  id: "event-plan",
  title: "Event plan",
  description:
    "Plans an event: programme, preparation calendar, budget, invitation and one plan for everybody involved.",
  deliverable: /\b(?:event|conference|workshop|webinar|party|offsite|meetup|festival|fair|retreat)\b/i,
  signals: [
    {
      pattern:
        /\b(?:events?|conference|webinar|meetup|festival|trade fair|summit|hackathon|congress|reunion|tournament)\b/i,
      reason: "is about an event",
      own: true,
    },
    {
      pattern:
        /\b(?:party|offsite|retreat|weddings?|celebrat\w+|anniversary|dinner|gala|open day|ceremony|concert|barbecue|fête)\b/i,
      reason: "is about a gathering",
      own: true,
    },
    {
      pattern: /\b(?:host|invite|attend\w*|speakers?|guests?|venue|catering|prizes?)\b/i,
      reason: "speaks of hosting, guests or a venue",
    },
    {
      pattern: /\b(?:programme|agenda|invitations?|organi[sz]e|workshop)\b/i,
      reason: "speaks of a programme or invitations",
    },
  ],
  phrases: [
    "Organise a two-day conference in May",
    "Plan the summer party for all employees",
    "Host a webinar on tax changes",
    "Set up a charity run with three hundred runners",
    "Wedding for eighty guests in a barn",
    "Open day at the school with tours and food",
    "Workshop weekend for choir leaders",
    "Prepare the award ceremony with dinner and speeches",
    "My team deserves a great day out together",
    "Invite the neighbourhood for an evening with music, drinks and a raffle",
  ],
  facts: {
    period: {
      question: "When does it take place?",
      default: "within 8 weeks",
      why: "Everything before it is dated back from that day.",
    },
    audience: {
      question: "Who is invited?",
      default: "for guests",
      why: "Programme and invitation depend on who comes.",
    },
    budget: {
      question: "What may it cost?",
      default: "no fixed budget",
      why: "The amount is divided between venue, food, programme and a reserve.",
    },
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const who = forAudience(analysis);
    const tasks = [
      "Fix date and venue",
      "Confirm speakers and hosts",
      "Send invitations",
      "Order catering and equipment",
      "Publish the programme",
      "Remind guests",
      "Brief everybody who helps",
      "Hold the event",
      "Thank guests and gather feedback",
    ];
    const steps: DraftedStep[] = [
      kit.searchStep({
        id: "earlier-events",
        title: "Look up earlier events",
        instruction: `Find what earlier events like ${topic} needed, what they cost and what went wrong.`,
        wider: topic,
        query: `${topic} event venue programme cost lessons`,
        optional: true,
      }),
      kit.writeStep({
        id: "programme",
        title: "Draft the programme",
        instruction: `Draft the programme of ${topic}${who}: aim, sessions, who leads them, breaks.`,
        brief: `Programme of ${topic}${who}: aim, sessions in order, who leads each, breaks.`,
        analysis,
        material: ["earlier-events"],
        grounded: true,
      }),
      kit.calendarStep({
        id: "preparation",
        title: "Schedule the preparation",
        instruction: `Put every task from fixing the venue to thanking the guests on a date, within ${periodOf({ period: { ...context.period, ...daysToPrepare(context) } })}.`,
        context,
        days: daysToPrepare(context),
        items: tasks,
        once: true,
        channels: ["Organiser", "Helpers"],
        name: `${capital(topic)} preparation`,
      }),
    ];
    if (analysis.goalBudget !== null) {
      steps.push(
        kit.allocationStep({
          id: "budget",
          title: "Divide the budget",
          instruction: `Divide ${amountOf(analysis.goalBudget)} between the event's costs, a tenth kept in reserve. Change the lines in the arguments.`,
          budget: analysis.goalBudget,
          metrics: null,
          names: ["Venue", "Catering", "Speakers and programme", "Equipment", "Invitations and promotion"],
          after: ["programme"],
        }),
      );
    }
    steps.push(
      kit.writeStep({
        id: "invitation",
        title: "Draft the invitation",
        instruction: `Draft the invitation${who}: what, when, why to come, how to answer.`,
        brief: `Invitation to ${topic}${who}: what it is, when, why to come, how to answer.`,
        analysis,
        material: ["programme", "preparation"],
      }),
      kit.documentStep({
        id: "event-plan",
        title: "Compose the event plan",
        instruction:
          "Put programme, preparation, budget and invitation into one plan that everybody involved can work from.",
        name: `Event plan: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "Programme", of: "programme" },
          { heading: "Preparation", of: "preparation" },
          ...(analysis.goalBudget === null ? [] : [{ heading: "Budget", of: "budget" }]),
          { heading: "Invitation", of: "invitation" },
          { heading: "From earlier events", of: "earlier-events" },
        ],
      }),
    );
    return steps;
  },
};
