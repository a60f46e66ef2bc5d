/** What a clean-up could not learn. */
import { ToolError } from '../../errors.ts';
import { counted } from '../../report/text.ts';

/** What is not known may be in use: nothing is removed then, or nothing more. */
export class UnreadError extends ToolError {
  readonly #because: string;

  constructor(because: string, cure: string) {
    super(`Nothing removed: ${because}`, { cure });
    this.#because = because;
  }

  /** The same when so many tags were gone already. */
  after(count: number): ToolError {
    if (count === 0) return this;
    const { cure } = this;
    return new ToolError(`Nothing more removed after ${counted(count, 'tag')}: ${this.#because}`, {
      ...(cure !== undefined && { cure }),
    });
  }
}
