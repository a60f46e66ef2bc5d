/** The few expressions that action.yml may hold: `${{ github.x }}` in a default, status functions in `post-if`. */
import type { Outcome } from './model.ts';

/** Replaces `${{ a.b.c }}` by the value in `contexts`; anything richer than a path is refused, not guessed. */
export function evaluateTemplate(text: string, contexts: Readonly<Record<string, unknown>>): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => lookUp(expression.trim(), contexts));
}

function lookUp(path: string, contexts: Readonly<Record<string, unknown>>): string {
  const names = path.split('.');
  if (!/^[\w-]+(\.[\w-]+)+$/.test(path) || !(names[0] !== undefined && names[0] in contexts)) {
    throw new Error(`This runner does not evaluate the expression '${path}'.`);
  }
  const value = names.reduce<unknown>((at, name) => member(at, name), contexts);
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? 'Object' : String(value);
}

function member(at: unknown, name: string): unknown {
  if (typeof at !== 'object' || at === null) return undefined;
  return Object.hasOwn(at, name) ? Reflect.get(at, name) : undefined;
}

/** Whether a stage with this condition runs when the job stands at `status`. */
export function evaluateCondition(condition: string, status: Outcome): boolean {
  const text = condition.replace(/^\$\{\{(.*)\}\}$/s, '$1').replaceAll(/\s/g, '');
  const negated = text.startsWith('!');
  const answers: Readonly<Record<string, boolean>> = {
    'always()': true,
    'success()': status === 'success',
    'failure()': status === 'failure',
    'cancelled()': status === 'cancelled',
  };
  const answer = answers[negated ? text.slice(1) : text];
  if (answer === undefined) throw new Error(`This runner does not evaluate the condition '${condition}'.`);
  return negated ? !answer : answer;
}
