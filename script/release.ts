/**
 * A release of this project, step by step, as .github/workflows/release.yml calls it in a checkout of the tag:
 * `node script/release.ts check|publish|move TAG`. It needs no dependencies, since it has the right to write.
 */
import { takeStep } from './release/steps.ts';

const [step = '', tag = ''] = process.argv.slice(2);

process.exitCode = await takeStep({ step, tag, folder: process.cwd(), env: process.env }).then(
  (text) => {
    console.log(text);
    return 0;
  },
  (error: Error) => {
    console.error(error.message);
    return 1;
  },
);
