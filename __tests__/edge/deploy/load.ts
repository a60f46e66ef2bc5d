/** Visitors of an application while it is deployed: a new connection for each request, some in each moment, counted. */
import { request } from 'node:http';

export interface LoadWish {
  /** Of the server, or how it is found anew for each request. */
  readonly address: string | (() => Promise<string>);
  readonly port: number;
  readonly path: string;
  /** Texts of which an answer has one, such as the words of two versions. */
  readonly words: readonly string[];
  /** It goes on until so many were sent, also when it is told to stop earlier. */
  readonly least: number;
}

export interface Counted {
  readonly sent: number;
  /** What was no answer, or none with 200 and one of the words, in a few words each. */
  readonly failures: readonly string[];
  /** How many answers had each word, in the order of `words`. */
  readonly answers: readonly number[];
}

const everyMilliseconds = 4;
/**
 * Whatever happens, it ends. And busybox's httpd lets nine connections wait; with more at once, as to make up for a moment
 * in which the machine stood still, the kernel drops some, and what is asked again ever later looks like a lost request.
 */
const most = { requests: 15_000, seconds: 60, open: 8 } as const;
/** An answer that is late on a busy machine is not lost. */
const answerMilliseconds = 30_000;

export interface Load {
  /** How many were sent so far. */
  sent(): number;
  /** Comes back when the last request has ended. */
  stop(): Promise<Counted>;
}

export function startLoad(wish: LoadWish): Load {
  const { words, least } = wish;
  const failures: string[] = [];
  const answers = words.map(() => 0);
  const open = new Set<Promise<void>>();
  const start = performance.now();
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  let sent = 0;
  let stopping = false;
  const count = (told: string) => {
    const index = words.findIndex((word) => told.includes(word));
    if (index < 0) failures.push(told.slice(0, 200));
    else answers[index] = (answers[index] ?? 0) + 1;
  };
  const timer = setInterval(() => {
    if (open.size < most.open) {
      sent += 1;
      const one = ask(wish, answerMilliseconds).then(count);
      open.add(one);
      void one.finally(() => open.delete(one));
    }
    const enough = stopping && sent >= least;
    if (!enough && sent < most.requests && performance.now() - start < most.seconds * 1000) return;
    clearInterval(timer);
    end();
  }, everyMilliseconds);
  return {
    sent: () => sent,
    async stop() {
      stopping = true;
      await over;
      await Promise.all(open);
      return { sent, failures, answers };
    },
  };
}

/** The body of a good answer, or what came instead. */
export async function ask(
  { address, port, path }: Pick<LoadWish, 'address' | 'port' | 'path'>,
  milliseconds: number,
): Promise<string> {
  if (typeof address === 'string') return askAt(address, port, path, milliseconds);
  return address().then(
    (found) => askAt(found, port, path, milliseconds),
    (error: Error) => `no address: ${error.message}`,
  );
}

function askAt(hostname: string, port: number, path: string, milliseconds: number): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const signal = AbortSignal.timeout(milliseconds);
  const sent = request({ hostname, port, path, agent: false, signal }, (response) => {
    let body = '';
    response.setEncoding('utf8');
    response.on('data', (data: string) => {
      body += data;
    });
    response.on('end', () => resolve(response.statusCode === 200 ? body : `status ${response.statusCode}`));
    response.on('error', (error) => resolve(`cut off: ${error.message}`));
  });
  sent.on('error', (error) => resolve(`no answer: ${error.message}`));
  sent.end();
  return promise;
}
