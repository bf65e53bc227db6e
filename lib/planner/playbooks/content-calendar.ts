import type { Playbook } from "./playbook.ts";
import * as kit from "./step-kit.ts";
import { capital, forAudience, frameOf, periodOf, subjectsOf } from "./wording.ts";

/** One chain from sources to dated entries, with sample posts beside it. */
export const contentCalendar: Playbook = {
  id: "content-calendar",
  title: "Content calendar",
  description: "Finds what to write about, puts it on real dates and channels, and drafts sample posts.",
  deliverable:
    /\b(?:content|editorial|posting|publishing|social media|newsletter|blog)\s+(?:calendar|plan|schedule)\b|\bcalendar\b|\bnewsletter\b|\bblog posts?\b|\barticles?\b/i,
  signals: [
    {
      pattern: /\b(?:content (?:calendar|plan)|editorial|posting (?:plan|schedule)|newsletters?|blog)\b/i,
      reason: "speaks of publishing regularly",
      own: true,
    },
    {
      pattern:
        /\b(?:calendar|schedule|week by week|month by month|(?:posts?|articles?|times?) (?:a|per) (?:week|month))\b/i,
      reason: "asks for a calendar",
    },
    {
      pattern: /\b(?:content|podcasts?|posts?|articles?|videos?|publish\w*|write about|topics?)\b/i,
      reason: "speaks of content",
    },
    {
      pattern:
        /\b(?:social media|social (?:accounts|channels)|instagram|linkedin|tiktok|youtube|facebook)\b/i,
      reason: "speaks of social media",
    },
  ],
  phrases: [
    "Content calendar for the next six weeks about plant-based cooking",
    "What should we post on Instagram in spring?",
    "Editorial plan for the company blog",
    "Schedule newsletters and posts for the advent season",
    "Topics and dates for our podcast",
    "Publish three articles a week about gardening",
    "Plan the club's social media posts until summer",
    "Fill the choir's newsletter for the coming year",
    "We keep running out of ideas for what to publish next",
    "Who writes which post, month by month",
  ],
  facts: {
    period: {
      question: "Which period should the calendar cover?",
      default: "next 6 weeks",
      why: "Every entry gets a real date.",
    },
    audience: {
      question: "Who will read it?",
      default: "for subscribers",
      why: "Subjects are chosen for them.",
    },
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const who = forAudience(analysis);
    return [
      kit.searchStep({
        id: "sources",
        title: "Find what to write about",
        instruction: `Find what the workspace's documents say about ${topic} that is worth publishing${who}.`,
        query: `${topic} ${analysis.audience ?? ""} ideas questions`.trim(),
        limit: 8,
        optional: true,
      }),
      kit.keywordStep({
        id: "subjects",
        title: "Choose the subjects",
        instruction: "Take the most telling words and phrases as the subjects of the entries.",
        search: "sources",
        topic,
        limit: 16,
        optional: true,
      }),
      kit.calendarStep({
        id: "calendar",
        title: "Build the calendar",
        instruction: `Put the subjects on dates and channels within ${periodOf(context)}, three a week. Change channels and pace in the arguments.`,
        context,
        items: { keywordsOf: "subjects", otherwise: subjectsOf(topic) },
        perWeek: 3,
        name: `${capital(topic)} content calendar`,
      }),
      kit.writeStep({
        id: "sample-posts",
        title: "Draft sample posts",
        instruction: `Draft the first posts about ${topic}${who}, quoting the sources they draw on.`,
        brief: `Three sample posts about ${topic}${who}, each with a heading and its source.`,
        analysis,
        material: ["sources", "subjects"],
        grounded: true,
      }),
      kit.documentStep({
        id: "content-document",
        title: "Compose the content plan",
        instruction: "Put calendar, subjects and sample posts into one document.",
        name: `${capital(analysis.deliverable ?? "content calendar")}: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "Calendar", of: "calendar" },
          { heading: "Subjects", of: "subjects" },
          { heading: "Sample posts", of: "sample-posts" },
        ],
      }),
    ];
  },
};
