import type { Finding } from '../../report/report.js';

/** As src/report/certainty.ts writes them. */
const INTERVALS = / \((?:corrected [\d.−-]+, )?95% interval \[[^\]]*\]\)| \[[\d.−-]+, [\d.−-]+\]/gu;
const FIRST_SENTENCE = /^.*?\.(?= \p{Lu})/su;

/** A finding in its first sentence, without intervals, which the whole finding has. */
export function briefly(finding: Finding): Finding {
  const [first = finding.message] = FIRST_SENTENCE.exec(finding.message) ?? [];
  return { ...finding, message: first.replace(INTERVALS, '') };
}
