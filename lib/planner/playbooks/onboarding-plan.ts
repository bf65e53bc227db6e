import type { Playbook } from "./playbook.ts";
import * as kit from "./step-kit.ts";
import { capital, forAudience, frameOf, periodOf } from "./wording.ts";

/** The role and the house rules side by side; goals, first week, access and mentor; then talks on dates and the welcome letter. */
export const onboardingPlan: Playbook = {
  id: "onboarding-plan",
  title: "Onboarding plan",
  description:
    "Plans how somebody new arrives: before the first day, first week, goals for three months, talks and a mentor.",
  deliverable: /\b(?:onboarding|induction|orientation)\b|\bfirst (?:day|week|90 days)\b/i,
  signals: [
    {
      pattern: /\b(?:onboard\w*|induction|orientation|settle in)\b/i,
      reason: "speaks of onboarding",
      own: true,
    },
    {
      pattern:
        /\bnew\s+(?:\w+\s+)?(?:colleagues?|hires?|employees?|starters?|joiners?|staff|volunteers?|team members?|members?|clients?|interns?|apprentices?|nurses?|teachers?)\b/i,
      reason: "is about somebody new",
      own: true,
    },
    {
      pattern: /\b(?:first (?:day|week|month|90 days)|probation|start(?:s|ing)? (?:on|in)|joins?|joining)\b/i,
      reason: "speaks of the first days",
    },
    { pattern: /\b(?:welcome|mentor|buddy|handbook|checklist)\b/i, reason: "speaks of a welcome" },
  ],
  phrases: [
    "Help new colleagues settle in",
    "Onboarding plan for the two developers who start in May",
    "What should the first week of a new nurse on our ward look like?",
    "Induction programme for volunteers",
    "Get our new sales manager up to speed in ninety days",
    "Welcome and orientation for the apprentices starting this autumn",
    "Checklist for when somebody joins the team remotely",
    "Make sure new hires know people, tools and rules by the end of their first month",
    "Newcomers feel lost here and quit early",
    "Show a young gardener the work so that he soon manages without help",
  ],
  facts: {
    audience: {
      question: "Who is starting?",
      default: "for new employees",
      why: "Goals, tools and talks depend on the role.",
    },
    period: {
      question: "When do they start, and until when does the plan run?",
      default: "next 3 months",
      why: "Talks and milestones get real dates.",
    },
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const newcomer = analysis.audience ?? "the newcomer";
    return [
      kit.searchStep({
        id: "role",
        title: "Look up the role",
        instruction: `Find what ${newcomer} will do: role description, current work, who they work with.`,
        wider: topic,
        query: `${topic} ${analysis.audience ?? "role"} duties team current work`,
        optional: true,
      }),
      kit.searchStep({
        id: "house-rules",
        title: "Look up rules and tools",
        instruction:
          "Find the rules, tools, accounts and safety instructions that everybody must know from the first day.",
        query: `rules tools accounts safety handbook ${topic}`,
        optional: true,
      }),
      kit.writeStep({
        id: "goals",
        title: "Set goals for 30, 60 and 90 days",
        instruction: `Set out what ${newcomer} should know after 30 days, do with help after 60 and alone after 90, so that both sides can tell.`,
        analysis,
        material: ["role"],
        grounded: true,
      }),
      kit.writeStep({
        id: "access",
        title: "List access and equipment",
        instruction:
          "List place, equipment, accounts, keys and papers that must be ready before the first day, with who provides each.",
        analysis,
        material: ["house-rules"],
        grounded: true,
      }),
      kit.writeStep({
        id: "first-week",
        title: "Plan the first week",
        instruction:
          "Plan the first week day by day: people to meet, rules to learn, one small real task, a lunch that is not about work.",
        analysis,
        material: ["goals", "access"],
      }),
      kit.writeStep({
        id: "mentor",
        title: "Brief the mentor",
        instruction:
          "Say what the mentor does and does not do, how much time it takes, and the questions newcomers do not dare to ask.",
        analysis,
        material: ["goals"],
      }),
      kit.calendarStep({
        id: "talks",
        title: "Schedule the talks",
        instruction: `Put the talks between newcomer, mentor and manager on dates within ${periodOf(context)}.`,
        context,
        items: [
          "First day: welcome and tour",
          "End of the first week: how was it?",
          "30 days: goals and feedback",
          "60 days: goals and feedback",
          "90 days: review and what comes next",
        ],
        once: true,
        channels: ["Manager"],
        name: `${capital(topic)} talks`,
        after: ["goals"],
      }),
      kit.writeStep({
        id: "welcome-letter",
        title: "Draft the welcome letter",
        instruction: `Draft a letter${forAudience(analysis)} to send a week before: when and where to come, who waits there, what the first week holds.`,
        analysis,
        material: ["first-week"],
      }),
      kit.documentStep({
        id: "onboarding-plan",
        title: "Compose the onboarding plan",
        instruction: "Put everything into one plan that manager, mentor and newcomer share.",
        name: `${capital(analysis.deliverable ?? "onboarding plan")}: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "Before the first day", of: "access" },
          { heading: "First week", of: "first-week" },
          { heading: "Goals for 30, 60 and 90 days", of: "goals" },
          { heading: "Talks", of: "talks" },
          { heading: "For the mentor", of: "mentor" },
          { heading: "Welcome letter", of: "welcome-letter" },
        ],
      }),
    ];
  },
};
