import type { Playbook } from "./playbook.ts";
import { daysAhead } from "./days.ts";
import * as kit from "./step-kit.ts";
import { amountOf, capital, forAudience, frameOf } from "./wording.ts";

const MODULES = [
  "Opening: aims and what you know already",
  "The basics",
  "First exercise with guidance",
  "The hard parts",
  "A case from everyday work",
  "Exercise without guidance",
  "Review, test and next steps",
];

/** Aims from what is known, sessions on dates, a brief for each session, and the test from the same aims, so that it tests what was taught. */
export const trainingCourse: Playbook = {
  id: "training-course",
  title: "Training course",
  description:
    "Sets learning aims, puts sessions on dates, drafts a brief for every session and a test that fits the aims.",
  deliverable:
    /\b(?:training|course|curriculum|syllabus|lessons?|class(?:es)?|seminar|workshop series|e-?learning)\b/i,
  signals: [
    {
      pattern: /\b(?:training|courses?|curriculum|syllabus|lessons?|e-?learning|upskill\w*)\b/i,
      reason: "speaks of a course",
      own: true,
    },
    { pattern: /\b(?:teach|train|learn|instruct|coach)\w*\b/i, reason: "speaks of teaching" },
    {
      pattern: /\b(?:beginners?|participants?|learners?|students?|pupils?|trainees?|skills?)\b/i,
      reason: "speaks of learners",
    },
    {
      pattern: /\b(?:sessions?|modules?|workshops?|exercises?|certificat\w+|exam|quiz)\b/i,
      reason: "speaks of sessions or a test",
    },
  ],
  phrases: [
    "Design a training course on data protection for all staff",
    "Teach our shop assistants how to use the new till",
    "Six-week beginners' class in bookkeeping",
    "Build a curriculum for a pottery course at the community college",
    "Train the care team in lifting patients safely",
    "Develop e-learning modules about phishing",
    "Prepare lessons so that volunteers can lead hikes on their own",
    "Get the whole department up to date with spreadsheets",
    "Our volunteers want to know how to calm upset visitors, give them practice",
    "Practical evenings with exercises so that staff can do it themselves afterwards",
  ],
  facts: {
    audience: {
      question: "Who will learn, and what do they know already?",
      default: "for beginners",
      why: "Aims and exercises begin where the learners stand.",
    },
    period: {
      question: "Over which time should the sessions be spread?",
      default: "next 6 weeks",
      why: "Every session gets a real date.",
    },
    budget: "used",
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const who = forAudience(analysis);
    return [
      kit.searchStep({
        id: "sources",
        title: "Gather what is to be taught",
        instruction: `Find what the documents say about ${topic}: rules, methods, examples, common mistakes.`,
        wider: topic,
        query: `${topic} rules methods examples mistakes`,
        limit: 10,
        optional: true,
      }),
      kit.writeStep({
        id: "aims",
        title: "Set the learning aims",
        instruction: `Set out four to six things that the learners${who} can do after the course, each so that one can watch them do it.`,
        analysis,
        material: ["sources"],
        grounded: true,
      }),
      kit.calendarStep({
        id: "sessions",
        title: "Put the sessions on dates",
        instruction:
          "Spread the sessions so that there is time to practise between them. Rename them to fit the aims in the arguments.",
        context,
        days: daysAhead(context),
        items: MODULES,
        once: true,
        channels: ["Trainer"],
        name: `Course: ${topic}`,
      }),
      kit.mapStep({
        id: "session-briefs",
        title: "Draft a brief for each session",
        instruction:
          "For each session: aim, what the trainer explains, what the learners do themselves (half of the time at least), and how one sees that it worked.",
        each: { of: "sessions", path: ["entries"] },
        tool: "text.write",
        args: {
          brief: kit.template(
            "Brief of the session “",
            { ref: "session-briefs", path: ["title"] },
            `” in a course about ${kit.clip(topic, 300)}: aim, explanation, exercise, check.`,
          ),
          topic: kit.literal(kit.clip(topic, 300)),
          material: { kind: "list", items: [kit.from("session-briefs"), kit.from("aims")] },
        },
        required: ["text"],
        after: ["sessions", "aims"],
      }),
      kit.writeStep({
        id: "test",
        title: "Draft the test",
        instruction:
          "Draft a task or questions for each aim, with what counts as passed, and three questions to judge the course itself.",
        analysis,
        material: ["aims"],
      }),
      ...kit.ifBudget(analysis, (budget) =>
        kit.allocationStep({
          id: "budget",
          title: "Divide the budget",
          instruction: `Divide ${amountOf(budget)} between what a course costs, a tenth in reserve.`,
          budget,
          metrics: null,
          names: ["Trainers", "Rooms and equipment", "Material and licences", "Catering"],
          after: ["sessions"],
        }),
      ),
      kit.documentStep({
        id: "course-plan",
        title: "Compose the course plan",
        instruction:
          "Put aims, sessions, briefs and test into one plan that another trainer could teach from.",
        name: `${capital(analysis.deliverable ?? "training course")}: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "Learning aims", of: "aims" },
          { heading: "Sessions", of: "sessions" },
          { heading: "Brief for each session", of: "session-briefs" },
          { heading: "Test", of: "test" },
          { heading: "Sources", of: "sources" },
          ...kit.ifBudget(analysis, () => ({ heading: "Budget", of: "budget" })),
        ],
      }),
    ];
  },
};
