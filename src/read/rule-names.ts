/** The `lint-ignore` input: names of rules as the log shows them, in any case. */
import type { Problem } from '../model/decision.ts';

export interface RuleNamesReading {
  readonly value: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Takes what could be the name of a rule. Which rules there are depends on BuildKit's version, so a name that nobody
 * knows is no error; lint itself has a word about it.
 */
export function readRuleNames(names: readonly string[]): RuleNamesReading {
  return { value: names.filter(isWord), problems: names.filter((name) => !isWord(name)).map(problem) };
}

function isWord(name: string): boolean {
  return /^[A-Za-z]+$/.test(name);
}

/** The pages of BuildKit's rules have addresses such as `…/rule/from-as-casing/`, which are easily taken for names. */
function problem(value: string): Problem {
  const words = value.split(/[-_ ]+/);
  const joined = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
  const example = isWord(joined) ? joined : 'one word as the log shows it, for example RunsAsRoot';
  return { input: 'lint-ignore', value, wrong: 'is not the name of a rule', cure: `write ${example}` };
}
