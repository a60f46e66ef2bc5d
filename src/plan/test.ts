/** Which stage is the test. */
import type { Decision, Problem } from '../model/decision.ts';
import type { Dockerfile } from '../model/facts.ts';
import type { Inputs } from '../model/inputs.ts';
import type { TestPlan } from '../model/plan.ts';
import { stageProblem } from './stages.ts';

export interface TestDecision {
  readonly test: Decision<TestPlan>;
  readonly problems: readonly Problem[];
}

/** The named stage, else the stage `test` when the Dockerfile has one. Why there is no test is said in the summary. */
export function planTest(inputs: Pick<Inputs, 'testTarget'>, dockerfile: Dockerfile): TestDecision {
  const wish = inputs.testTarget;
  switch (wish.kind) {
    case 'none':
      return no('`test-target` is none');
    case 'stage':
      return {
        test: { run: true, target: wish.name },
        problems: stageProblem('test-target', wish.name, dockerfile),
      };
    case 'default':
      return byName(dockerfile);
  }
}

function byName(dockerfile: Dockerfile): TestDecision {
  if (dockerfile.kind === 'missing') return no('there is no Dockerfile');
  if (dockerfile.kind === 'remote') return no('the build context is remote; name its test stage in `test-target`');
  const found = dockerfile.stages.some((stage) => stage.name === 'test');
  return found ? { test: { run: true, target: 'test' }, problems: [] } : no('the Dockerfile has no stage named test');
}

function no(because: string): TestDecision {
  return { test: { run: false, because }, problems: [] };
}
