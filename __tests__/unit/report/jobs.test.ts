/** What a plan of jobs says. */
import { expect, test } from '@jest/globals';
import type { JobsPlan } from '../../../src/model/plan.ts';
import { jobsLine, jobsOutput } from '../../../src/report/jobs.ts';

const one: JobsPlan = {
  version: 1,
  builds: [{ slot: 1, stage: 'all', platforms: '', 'runs-on': ['ubuntu-latest'], artifact: 'a' }],
  joins: false,
  deploy: { run: false, because: 'nobody asked' },
};
const two: JobsPlan = {
  version: 1,
  builds: [
    { slot: 1, stage: 'build', platforms: 'linux/amd64', 'runs-on': ['ubuntu-24.04'], artifact: 'a-1' },
    { slot: 2, stage: 'build', platforms: 'linux/arm64', 'runs-on': ['self-hosted', 'arm64'], artifact: 'a-2' },
  ],
  joins: true,
  deploy: { run: true },
};

test('as a line', () => {
  expect(jobsLine(one)).toBe("Plan: 1 job builds the engine's platform on ubuntu-latest");
  expect(jobsLine(two)).toBe(
    'Plan: 2 jobs build linux/amd64 on ubuntu-24.04 and linux/arm64 on self-hosted, arm64, one joins what they have built, one deploys',
  );
});

test('as the output, without reasons', () => {
  expect(JSON.parse(jobsOutput(one))).toEqual({
    version: 1,
    ref: '',
    builds: one.builds,
    joins: false,
    deploys: false,
  });
  expect(JSON.parse(jobsOutput(two))).toEqual({ version: 1, ref: '', builds: two.builds, joins: true, deploys: true });
});

test('of the newest release', () => {
  const rebuild = { ...one, ref: 'refs/tags/v1.4.2' };
  expect(jobsLine(rebuild)).toBe("Plan of v1.4.2: 1 job builds the engine's platform on ubuntu-latest");
  expect(JSON.parse(jobsOutput(rebuild))).toMatchObject({ ref: 'refs/tags/v1.4.2' });
});
