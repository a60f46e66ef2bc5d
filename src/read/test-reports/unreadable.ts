import type { ReportPosition } from '../../model/tests.ts';

/** Ends the reading of one report. `message` is said behind the report's name: "is empty". */
export class Unreadable extends Error {
  readonly position: ReportPosition | undefined;

  constructor(message: string, position?: ReportPosition, cause?: unknown) {
    super(message, { cause });
    this.name = 'Unreadable';
    this.position = position;
  }
}
