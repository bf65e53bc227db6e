import type { Playbook } from "./playbook.ts";
import { daysToPrepare } from "./days.ts";
import * as kit from "./step-kit.ts";
import { capital, forAudience, frameOf } from "./wording.ts";

/** Facts, then the one message; release, answers and angles from it; the pitch from release and media list; then the dates. */
export const pressCampaign: Playbook = {
  id: "press-campaign",
  title: "Press campaign",
  description:
    "Finds the news in a topic, drafts press release, answers to hard questions and pitches, and plans who gets them when.",
  deliverable:
    /\b(?:press|media|pr|publicity)\s+(?:campaign|release|kit|plan|strategy|conference|work|outreach|relations)\b|\bpublic relations\b/i,
  signals: [
    {
      pattern:
        /\b(?:press|journalists?|newspapers?|reporters?|media (?:coverage|outreach|relations|list|kit)|public relations|publicity)\b|\bin(?:to)? the (?:\w+ )?(?:papers?|news)\b|\bon (?:the )?(?:tv|television|radio)\b/i,
      reason: "speaks of the press",
      own: true,
    },
    {
      pattern: /\b(?:PR|news|coverage|interviews?|radio|television|tv|magazines?|headlines?)\b/,
      reason: "speaks of news or broadcasting",
    },
    {
      pattern: /\b(?:announce\w*|statement|story|embargo|spokes\w+|pitch\w*)\b/i,
      reason: "has something to announce",
    },
    { pattern: /\b(?:reputation|public|opening|award|anniversary)\b/i, reason: "speaks of the public" },
  ],
  phrases: [
    "Get local newspapers to write about our anniversary",
    "Press release and media list for the opening of the new library",
    "We need coverage in trade magazines for our award",
    "Pitch the story of our apprentices to radio and television",
    "Announce the merger to journalists and prepare for hard questions",
    "Public relations for a research result that concerns every driver",
    "Prepare statement and press conference about the factory closing",
    "Make reporters interested in the museum's exhibition",
    "We want to be read about and heard about across the county",
    "Interest reporters in the prize our school has won",
  ],
  facts: {
    period: {
      question: "When should it be in the news?",
      default: "next 30 days",
      why: "Editors plan ahead; release and calls are dated back from that day.",
    },
    audience: {
      question: "Which readers or listeners should it reach?",
      default: "for citizens",
      why: "They decide which media are on the list.",
    },
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const who = forAudience(analysis);
    return [
      kit.searchStep({
        id: "facts",
        title: "Gather the facts",
        instruction: `Find every fact, figure and quotation about ${topic} that may be published, with who can confirm it.`,
        wider: topic,
        query: `${topic} facts figures quotes results`,
        limit: 8,
        optional: true,
      }),
      kit.writeStep({
        id: "message",
        title: "Find the news in it",
        instruction: `Say in one sentence what is new about ${topic}, why it matters now${who}, and what proves it. If it is no news, say so.`,
        analysis,
        material: ["facts"],
        grounded: true,
      }),
      kit.keywordStep({
        id: "angles",
        title: "Find angles",
        instruction:
          "Take from the facts the words and themes that different media could build a story of their own on.",
        search: "facts",
        topic,
        limit: 5,
        optional: true,
      }),
      kit.writeStep({
        id: "release",
        title: "Draft the press release",
        instruction:
          "Draft a page: headline of eight words, who, what, when, where, why in the first paragraph, one quotation that a person would say, facts, contact.",
        analysis,
        material: ["message"],
        done: "size(output.text) >= 200",
      }),
      kit.writeStep({
        id: "hard-questions",
        title: "Prepare for hard questions",
        instruction:
          "Write down the ten questions you hope nobody asks, with answers that are short, true and quotable, and who may speak.",
        analysis,
        material: ["message"],
      }),
      kit.writeStep({
        id: "media-list",
        title: "Draw up the media list",
        instruction:
          "List the media by reach and by fit, what each has written on it before, which desk decides, and the angle that suits it.",
        analysis,
        material: ["message", "angles"],
      }),
      kit.writeStep({
        id: "pitches",
        title: "Draft the pitches",
        instruction:
          "Draft a mail of five lines for each kind of medium: why their readers care, what you offer (person, place, picture), by when.",
        analysis,
        material: ["release", "media-list"],
      }),
      kit.calendarStep({
        id: "dates",
        title: "Schedule the press work",
        instruction:
          "Put embargoed calls, release, follow-up and thanks on dates; not on a Friday afternoon.",
        context,
        days: daysToPrepare(context),
        items: [
          "Facts and quotations approved",
          "Embargoed calls to the most important",
          "Release goes out",
          "Follow-up calls",
          "Interviews and pictures",
          "Collect what appeared",
        ],
        once: true,
        channels: ["Press officer"],
        name: `Press work: ${topic}`,
        after: ["pitches"],
      }),
      kit.documentStep({
        id: "press-kit",
        title: "Compose the press kit",
        instruction:
          "Put release, answers, list, pitches and dates into one kit; what is not for publication is marked.",
        name: `${capital(analysis.deliverable ?? "press campaign")}: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "The news", of: "message" },
          { heading: "Press release", of: "release" },
          { heading: "Hard questions (not for publication)", of: "hard-questions" },
          { heading: "Media list", of: "media-list" },
          { heading: "Pitches", of: "pitches" },
          { heading: "Dates", of: "dates" },
        ],
      }),
    ];
  },
};
