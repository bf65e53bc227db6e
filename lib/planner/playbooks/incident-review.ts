import type { Playbook } from "./playbook.ts";
import { daysAhead } from "./days.ts";
import * as kit from "./step-kit.ts";
import { capital, frameOf } from "./wording.ts";

/** Records and figures, what happened, causes and effects side by side, a look at repeats when there are any, then measures with dates. */
export const incidentReview: Playbook = {
  id: "incident-review",
  title: "Incident review",
  description:
    "Sets out without blame what happened, why, whom it hit and which measures keep it from happening again.",
  deliverable:
    /\b(?:incident|outage|accident)\s*(?:review|report|analysis)|\bpost-?mortem\b|\broot[- ]cause\b|\bafter[- ]action\b|\blessons learned\b/i,
  signals: [
    {
      pattern: /\b(?:incidents?|outages?|post-?mortems?|root[- ]causes?|near miss|breach)\b/i,
      reason: "speaks of an incident",
      own: true,
    },
    {
      pattern: /\b(?:went wrong|failed|failure|broke|crash\w*|down|accidents?|fault|leak\w*|recall)\b/i,
      reason: "says that something went wrong",
    },
    {
      pattern: /\b(?:happen(?:ed|s)? again|never again|why did|what happened|lessons)\b/i,
      reason: "wants it not to happen again",
    },
    { pattern: /\b(?:review|investigate|analy[sz]e|cause[ds]?)\b/i, reason: "asks for causes" },
  ],
  phrases: [
    "Post-mortem of Tuesday's server outage",
    "Find out why the payments stopped working and make sure it does not happen again",
    "Root cause analysis of the wrong deliveries in the warehouse",
    "Review the accident at the loading dock without blaming anybody",
    "What went wrong at the festival entrance and what do we change?",
    "Write up the data leak: timeline, causes, measures",
    "Lessons learned from the failed software release",
    "Look into the patient mix-up on ward four",
    "How could the wrong invoices go out for a week, and how do we stop that?",
    "A ladder slipped and somebody got hurt; reconstruct what led to it",
  ],
  facts: { period: "used" },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    return [
      kit.searchStep({
        id: "records",
        title: "Collect the records",
        instruction: `Find logs, messages, reports and notes about ${topic}, with their times.`,
        wider: topic,
        query: `${topic} log report what happened times`,
        limit: 10,
        optional: true,
      }),
      kit.metricsStep({
        id: "figures",
        title: "Work out the extent",
        instruction: "Work out from the figures how long it lasted, how many it hit and what it cost.",
        question: `${topic}: how many, how long, what did it cost?`,
        done: "output.rows >= 1",
        optional: true,
      }),
      kit.searchStep({
        id: "earlier-incidents",
        title: "Look for earlier ones like it",
        instruction: "Find earlier incidents of the same kind and the measures that were decided then.",
        query: `${topic} earlier incident same cause measures`,
        limit: 4,
        optional: true,
      }),
      kit.writeStep({
        id: "timeline",
        title: "Set out what happened",
        instruction:
          "Set out what happened in order: first sign, who noticed, what was done, when it was over. Facts only, roles in place of names.",
        analysis,
        material: ["records"],
        grounded: true,
      }),
      kit.writeStep({
        id: "effects",
        title: "Say whom it hit",
        instruction: "Say who was affected, how badly, what it cost, and who still has to be told.",
        analysis,
        material: ["timeline", "figures"],
      }),
      kit.writeStep({
        id: "causes",
        title: "Find the causes",
        instruction:
          "Ask five times why. Separate what set it off from what made it possible and what let it go unnoticed.",
        analysis,
        material: ["timeline"],
      }),
      kit.writeStep({
        id: "pattern",
        title: "Compare with the earlier ones",
        instruction:
          "Say what this one has in common with the earlier ones, and why their measures did not prevent it.",
        analysis,
        material: ["earlier-incidents", "causes"],
        when: `has(steps["earlier-incidents"].passages)`,
        optional: true,
      }),
      kit.writeStep({
        id: "measures",
        title: "Decide on measures",
        instruction:
          "For each cause: one measure that prevents it or shows it sooner, an owner by role, and how it is known to work.",
        analysis,
        material: ["effects", "causes", "pattern"],
      }),
      kit.calendarStep({
        id: "follow-up",
        title: "Schedule the follow-up",
        instruction: "Put the measures' dates and the check whether they worked on days from now on.",
        context,
        days: daysAhead(context),
        items: [
          "Tell those affected",
          "Quick fix in place",
          "Measures against the causes in place",
          "Check that the measures work",
        ],
        once: true,
        channels: ["Incident owner"],
        name: `Follow-up: ${topic}`,
        after: ["measures"],
      }),
      kit.documentStep({
        id: "review",
        title: "Compose the incident review",
        instruction:
          "Put everything into one review that somebody who was not there understands; nobody is blamed by name.",
        name: `${capital(analysis.deliverable ?? "incident review")}: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "What happened", of: "timeline" },
          { heading: "Whom it hit", of: "effects" },
          { heading: "Causes", of: "causes" },
          { heading: "Earlier incidents", of: "pattern" },
          { heading: "Measures", of: "measures" },
          { heading: "Follow-up", of: "follow-up" },
        ],
      }),
    ];
  },
};
