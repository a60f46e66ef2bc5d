/** Requests to an engine through its socket, and what it answers. */
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * Sends all at once on one connection, where the engine carries out one after the other (RFC 9112, 9.3.2): between two of
 * them lies nothing but its own work, however far away it is. All of them are carried out, also after one was refused.
 */
export async function askInTurn(socketPath: string, method: string, paths: readonly string[]): Promise<Answer[]> {
  const connection = connect(socketPath);
  const last = paths.length - 1;
  const head = (path: string, close: boolean) =>
    `${method} ${path} HTTP/1.1\r\nHost: engine\r\nContent-Length: 0\r\n${close ? 'Connection: close\r\n' : ''}\r\n`;
  connection.write(paths.map((path, index) => head(path, index === last)).join(''));
  const answers = splitAnswers(await text(connection));
  if (answers.length !== paths.length) throw new Error('the connection was closed without an answer');
  return answers;
}

/** Answers to changes are short, and come with their length. */
function splitAnswers(all: string): Answer[] {
  const answers: Answer[] = [];
  for (let rest = all; rest !== ''; ) {
    const end = rest.indexOf('\r\n\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(rest)?.[1]);
    if (end < 0 || Number.isNaN(status)) break;
    const length = Number(/^content-length: *(\d+)/im.exec(rest.slice(0, end))?.[1] ?? 0);
    const body = Buffer.from(rest.slice(end + 4))
      .subarray(0, length)
      .toString();
    answers.push({ status, body: body.trim() });
    rest = rest.slice(end + 4 + body.length);
  }
  return answers;
}

/** Rejects when the socket is dead or the connection breaks. */
export function ask(socketPath: string, method: string, path: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const sent = request({ socketPath, method, path, agent: false }, (response) => {
    let body = '';
    response.setEncoding('utf8');
    response.on('data', (data: string) => {
      body += data;
    });
    response.on('end', () => resolve({ status: response.statusCode ?? 0, body: body.trim() }));
    response.on('error', reject);
  });
  sent.on('error', reject);
  sent.end();
  return promise;
}
