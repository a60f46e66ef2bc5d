/** What the double says, before it has the form that GitHub promises. */

/** Status and the fields of the body that the repository decides. */
export interface Told {
  readonly status: number;
  readonly body: unknown;
}

/** What a request names, in its path and its query. */
export type Values = Readonly<Record<string, string>>;

/** A refusal, or anything else that is only a message. */
export function plain(status: number, message: string): Told {
  return { status, body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) } };
}
