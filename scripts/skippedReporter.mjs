import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A vitest reporter that keeps what was skipped, with the reason that a test gave to `skip(reason)`, for the summary of
 * `npm test`: vitest's JSON report leaves the reasons out.
 */
export default class SkippedReporter {
  /** @param {readonly import('vitest/node').TestModule[]} modules */
  onTestRunEnd(modules) {
    const skipped = [];
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) {
        const names = [test.name];
        for (let suite = test.parent; suite.type === 'suite'; suite = suite.parent) names.unshift(suite.name);
        skipped.push({ file: module.relativeModuleId, names, reason: test.result().note ?? null });
      }
    }
    const file = process.env.ENTROSCOPE_SKIPPED_TESTS;
    if (file === undefined) throw new Error('ENTROSCOPE_SKIPPED_TESTS names no file: run npm test');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(skipped));
  }
}
