import type { Playbook } from "./playbook.ts";
import { daysToPrepare } from "./days.ts";
import * as kit from "./step-kit.ts";
import { amountOf, capital, forAudience, frameOf, periodOf } from "./wording.ts";

/** What is known of the place and the travel rules, then the days; bookings, packing and emergencies from them. */
export const tripPlan: Playbook = {
  id: "trip-plan",
  title: "Trip plan",
  description:
    "Plans a journey day by day, with bookings on dates, costs, papers, packing list and what to do when things go wrong.",
  deliverable: /\b(?:trip|travel|itinerary|journey|tour|holiday|vacation|excursion)\b/i,
  signals: [
    {
      pattern: /\b(?:trips?|itinerar(?:y|ies)|vacation|journey|excursion|honeymoon|road ?trip|getaway)\b/i,
      reason: "speaks of a trip",
      own: true,
    },
    {
      pattern: /\b(?:travel\w*|fly|flights?|trains?|hotels?|hostels?|visas?|passports?|luggage)\b/i,
      reason: "speaks of travelling",
    },
    {
      pattern: /\b(?:holidays?|visit\w*|sightseeing|tour|hike|camping|beach|abroad)\b/i,
      reason: "speaks of places to visit",
    },
    { pattern: /\b(?:days? in|nights?|weekend in|week in|weeks in)\b/i, reason: "counts days in a place" },
  ],
  phrases: [
    "Plan a week in Lisbon with two small children",
    "Business trip to three customers in Poland, cheapest sensible route",
    "Itinerary for our honeymoon in Japan",
    "Organise the class journey to the North Sea",
    "Road trip through Scotland in September",
    "Where to stay and what to see on a long weekend in Vienna",
    "Get the team to the trade fair in Milan and back",
    "Cycling holiday along the Danube with the train home",
    "See four cities in eight days by train",
    "Our choir goes to Prague, sort out buses, rooms and free afternoons",
  ],
  facts: {
    period: {
      question: "When do you travel, and for how long?",
      default: "next 30 days",
      why: "Days and bookings need dates.",
    },
    budget: {
      question: "How much may it cost altogether?",
      default: "no fixed budget",
      why: "The amount is divided between journey, beds, food and what you do there.",
    },
    audience: {
      question: "Who is travelling?",
      default: "for adults",
      why: "Pace, rooms and papers depend on it.",
    },
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const who = forAudience(analysis);
    return [
      kit.searchStep({
        id: "place",
        title: "Look up the place",
        instruction: `Find notes, wishes and earlier journeys about ${topic}: what is worth it, how one gets about, what to avoid.`,
        wider: topic,
        query: `${topic} travel places visit notes`,
        optional: true,
      }),
      kit.searchStep({
        id: "travel-rules",
        title: "Look up rules and papers",
        instruction:
          "Find travel rules, entry papers, vaccinations, insurance and what the company pays, if it is a business trip.",
        query: `${topic} travel policy passport visa insurance`,
        limit: 4,
        optional: true,
      }),
      ...kit.ifBudget(analysis, (budget) =>
        kit.allocationStep({
          id: "budget",
          title: "Divide the travel budget",
          instruction: `Divide ${amountOf(budget)} between what a journey costs, a tenth in reserve. Change the parts in the arguments.`,
          budget,
          metrics: null,
          names: ["Getting there and back", "Beds", "Food", "Getting about", "Tickets and activities"],
        }),
      ),
      kit.writeStep({
        id: "itinerary",
        title: "Plan the days",
        instruction: `Plan ${topic}${who} day by day for ${periodOf(context)}: one main thing a day, what is near it, travel times, something for rain, and free time.`,
        analysis,
        material: ["place", ...(analysis.goalBudget === null ? [] : ["budget"])],
        grounded: true,
      }),
      kit.calendarStep({
        id: "bookings",
        title: "Schedule the bookings",
        instruction:
          "Put what must be booked or applied for on dates before the journey, the scarcest first.",
        context,
        days: daysToPrepare(context),
        items: [
          "Check papers and insurance",
          "Book the journey",
          "Book beds",
          "Reserve what sells out",
          "Check in and print tickets",
          "Set off",
        ],
        once: true,
        channels: ["Traveller"],
        name: `Bookings: ${topic}`,
        after: ["travel-rules", "itinerary"],
      }),
      kit.writeStep({
        id: "packing",
        title: "Write the packing list",
        instruction: `Write a packing list${who} for the weather and what is planned: papers, clothes, medicine, chargers, one thing against boredom.`,
        analysis,
        material: ["itinerary"],
      }),
      kit.writeStep({
        id: "emergencies",
        title: "Prepare for what goes wrong",
        instruction:
          "Say what to do about missed connections, illness, lost papers and no signal, with the numbers to call.",
        analysis,
        material: ["travel-rules", "itinerary"],
        optional: true,
      }),
      kit.documentStep({
        id: "trip-plan",
        title: "Compose the trip plan",
        instruction: "Put days, bookings, costs and lists into one plan that works offline on a phone.",
        name: `${capital(analysis.deliverable ?? "trip plan")}: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "Day by day", of: "itinerary" },
          { heading: "Bookings", of: "bookings" },
          ...kit.ifBudget(analysis, () => ({ heading: "Costs", of: "budget" })),
          { heading: "Packing list", of: "packing" },
          { heading: "When things go wrong", of: "emergencies" },
          { heading: "Rules and papers", of: "travel-rules" },
        ],
      }),
    ];
  },
};
