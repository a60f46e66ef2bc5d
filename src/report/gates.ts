/** Gates as the log and the summary tell them. */
import type { GateResult } from '../model/outcome.ts';
import type { GateName, GatesPlan } from '../model/plan.ts';
import { seconds, shown } from './text.ts';

/** The name of a gate at the beginning of a sentence. */
export function gateTitle(name: GateName): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** One line a gate that ran, but for lint, whose findings are lines themselves: `Smoke test passed: GET /healthz on port 8080 answered 2 times, healthy after 0.4 s`. */
export function gateLines(results: readonly GateResult[]): string[] {
  return results.flatMap((result) =>
    result.state === 'passed' && result.gate !== 'lint'
      ? shown(`${gateTitle(result.gate)} passed: ${result.detail}, ${seconds(result.seconds)}`)
      : [],
  );
}

/** What is planned, as a part of the plan's sentence. */
export function gateWords({ services, command, smoke }: GatesPlan): string[] {
  return [
    ...(services.run ? [`services of ${services.file}`] : []),
    ...(command.run ? ['test command'] : []),
    ...(smoke.run && !smoke.optional ? ['smoke test'] : []),
  ];
}
