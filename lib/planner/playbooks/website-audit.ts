import type { Playbook } from "./playbook.ts";
import { daysAhead } from "./days.ts";
import * as kit from "./step-kit.ts";
import { capital, forAudience, frameOf } from "./wording.ts";

/** What the site is for and what the figures show, then four looks at it side by side, one list of what to mend first, and dates. */
export const websiteAudit: Playbook = {
  id: "website-audit",
  title: "Website audit",
  description:
    "Looks at a website from four sides (content, findability, ease of use, technology) and says what to mend first.",
  deliverable:
    /\b(?:web ?site|site|seo|ux|accessibility|landing page|usability)\s+(?:audit|review|check|analysis|assessment)\b|\bseo\b/i,
  signals: [
    {
      pattern: /\b(?:web ?sites?|web ?pages?|home ?page|landing pages?|web ?shop|online shop)\b/i,
      reason: "is about a website",
      own: true,
    },
    {
      pattern: /\b(?:seo|search engines?|google ranking|rankings?|backlinks?)\b/i,
      reason: "speaks of search engines",
    },
    { pattern: /\b(?:audit|check|review|improve|slow|loading|broken links?)\b/i, reason: "asks for a check" },
    {
      pattern: /\b(?:usability|accessib\w+|mobile|bounce|visitors|conversion|checkout|navigation)\b/i,
      reason: "speaks of visitors and ease of use",
    },
  ],
  phrases: [
    "Audit our website",
    "Why does hardly anybody find our site on Google?",
    "Check the web shop for broken links, slow pages and confusing steps",
    "Is our town's home page usable for blind people?",
    "Review the landing page, too many visitors leave at once",
    "What should we fix on our site before the relaunch?",
    "SEO and accessibility check of the clinic's pages",
    "Go through the online booking pages and say what puts people off",
    "People give up on our internet pages before they reach the form",
    "Tell us what is outdated, slow or confusing in our web presence",
  ],
  facts: {
    audience: {
      question: "Who is the website for?",
      default: "for visitors",
      why: "Whether a page is clear depends on who reads it.",
    },
    period: "used",
  },
  draft: (context) => {
    const { analysis } = context;
    const { topic } = analysis;
    const visitors = analysis.audience ?? "visitors";
    const look = (id: string, title: string, instruction: string, material: string[]) =>
      kit.writeStep({ id, title, instruction, analysis, material, grounded: true });
    return [
      kit.searchStep({
        id: "purpose",
        title: "Find what the site is for",
        instruction: `Find what ${topic} is to achieve, for whom, and the rules for wording and looks.`,
        wider: topic,
        query: `${topic} website purpose pages visitors rules wording`,
        optional: true,
      }),
      kit.metricsStep({
        id: "traffic",
        title: "Analyse the visits",
        instruction:
          "Work out from the figures which pages or sources bring visits and which of them end in what the site is for.",
        question: "Which pages, sources or channels bring clicks and conversions?",
        optional: true,
      }),
      look(
        "content",
        "Look at the content",
        `Say of each main page whether ${visitors} see within five seconds what it offers and what to do next; what is missing, wrong or out of date.`,
        ["purpose"],
      ),
      look(
        "findability",
        "Look at findability",
        `Say which searches should lead to ${topic} and which do: titles, descriptions, headings, internal links, what others rank for.`,
        ["purpose", "traffic"],
      ),
      look(
        "ease-of-use",
        "Look at ease of use",
        "Walk the three most important paths on a phone and with the keyboard only: contrast, text for pictures, forms, error messages, steps that could go.",
        ["purpose", "traffic"],
      ),
      look(
        "technology",
        "Look at the technology",
        "Check speed on a slow phone, broken links, encryption, cookies and consent, backups, and who can change the site.",
        ["traffic"],
      ),
      kit.writeStep({
        id: "priorities",
        title: "Say what to mend first",
        instruction:
          "Put all findings into one list: how many it concerns, how bad it is, how much work; the ten that bring most for least come first.",
        analysis,
        material: ["content", "findability", "ease-of-use", "technology"],
      }),
      kit.calendarStep({
        id: "fixes",
        title: "Schedule the fixes",
        instruction: "Put quick fixes, larger ones and the second check on dates from now on.",
        context,
        days: daysAhead(context),
        items: [
          "Mend what is broken",
          "Quick fixes to the main pages",
          "Texts and titles rewritten",
          "Larger changes",
          "Check again with the same list",
        ],
        once: true,
        channels: ["Site owner"],
        name: `Fixes: ${topic}`,
        after: ["priorities"],
      }),
      kit.documentStep({
        id: "audit",
        title: "Compose the audit",
        instruction: `Put priorities, findings and dates into one audit${forAudience(analysis)}; each finding names the page it is on.`,
        name: `${capital(analysis.deliverable ?? "website audit")}: ${topic}`,
        summary: frameOf(context),
        sections: [
          { heading: "What to mend first", of: "priorities" },
          { heading: "Content", of: "content" },
          { heading: "Findability", of: "findability" },
          { heading: "Ease of use", of: "ease-of-use" },
          { heading: "Technology", of: "technology" },
          { heading: "What the visits show", of: "traffic" },
          { heading: "Dates", of: "fixes" },
        ],
      }),
    ];
  },
};
