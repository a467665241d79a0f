/** The chain of evidence behind a finding. In: a finding. Out: steps that end at the finding itself. Pure. */
import type { Explanation, Finding } from './finding.js';

/** A rule that followed data says how itself; for the others the related locations tell the story. */
export function explanationOf(finding: Finding): Explanation {
  if (finding.explanation) return finding.explanation;
  const reported = { span: finding.span, message: firstSentence(finding.message) };
  return { steps: [...finding.related, reported], dismissed: [] };
}

/** Keys and code in a message may hold full stops, so a sentence ends where the next one begins. */
export function firstSentence(message: string): string {
  const end = message.search(/\. (?=[A-Z`])/);
  return end < 0 ? message : message.slice(0, end + 1);
}
