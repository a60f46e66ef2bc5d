/** What is tried again, when, and how often. */
import { describe, expect, test } from '@jest/globals';
import type { Command } from '../../../src/model/decision.ts';
import { isPassing, persist, waitAfter } from '../../../src/stages/retry.ts';
import type { Finished, Watch, World } from '../../../src/world/ports.ts';

describe('trouble that may pass', () => {
  test.each([
    'unknown: unexpected status from POST request to https://r/v2/a/blobs/uploads/: 500 Internal Server Error',
    'unexpected status from HEAD request to https://r/v2/a/manifests/1: 503 Service Unavailable',
    'toomanyrequests: retry-after: 1ms, allowed: 44000/minute',
    'unexpected status from PUT request to https://r/v2/a/manifests/x: 429 Too Many Requests',
    'write tcp 10.0.0.1:5->10.0.0.2:443: write: connection reset by peer',
    'net/http: TLS handshake timeout',
    'read tcp: i/o timeout',
    'unexpected EOF',
    'dial tcp 10.0.0.2:443: connect: connection refused',
    'stream error: stream ID 7; INTERNAL_ERROR; received from peer',
    'failed to push r/a: unknown: blob upload unknown to registry',
    'error from registry: blob upload invalid',
    'failed to push r/a: unknown: unknown error',
    'error from registry: unknown error',
    'use of closed network connection',
  ])('%s', (words) => expect(isPassing(words)).toBe(true));
});

describe('what is refused stays refused', () => {
  test.each([
    'unexpected status from POST request to https://r/v2/a/blobs/uploads/: 403 Forbidden',
    'denied: permission_denied: write_package',
    'unauthorized: incorrect username or password',
    'unexpected status from HEAD request: 401 Unauthorized',
    'failed to resolve reference "r/a:1": r/a:1: not found',
    'tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'failed to do request: Head "https://r:503/v2/": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-22T11:34:51Z is after 2026-11-21T11:34:41Z',
    'Error response from daemon: Get "https://r/v2/": tls: failed to verify certificate: x509: certificate is valid for a.local, not r',
    'unable to verify the first certificate; if the root CA is installed locally, try running Node.js with --use-system-ca',
    'certificate has expired',
    "Hostname/IP does not match certificate's altnames: Host: r. is not in the cert's altnames: DNS:a.local",
    'write /var/lib/docker: no space left on device',
    'dial tcp: lookup ghrc.io: no such host',
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. connection refused',
    'process "/bin/sh -c npm test" did not complete successfully: exit code: 1',
    `sha256:${'500'.repeat(21)}0 is not what it was`,
  ])('%s', (words) => expect(isPassing(words)).toBe(false));
});

interface Played {
  readonly ended: Finished;
  readonly tries: number;
  readonly limits: readonly (number | undefined)[];
  readonly waits: readonly number[];
  readonly lines: readonly string[];
}

/** Plays a command that says these words on its tries, and then ends well; each try takes a second. */
async function play(
  said: readonly string[],
  more: { readonly seconds?: number; readonly asked?: number; readonly random?: number } = {},
): Promise<Played> {
  let [clock, tries] = [0, 0];
  const [limits, waits, lines]: [(number | undefined)[], number[], string[]] = [[], [], []];
  const world = {
    async run(_: Command, { limitSeconds }: Watch = {}): Promise<Finished> {
      const stderr = said[tries++];
      clock += 1000;
      limits.push(limitSeconds);
      return { exitCode: stderr === undefined ? 0 : 1, stdout: '', stderr: stderr ?? '', seconds: 1 };
    },
    async pause(milliseconds: number) {
      waits.push(milliseconds / 1000);
      clock += milliseconds;
    },
    log: { line: (text: string) => lines.push(text) },
    now: () => clock,
    random: () => more.random ?? 0,
  } as unknown as World;
  const attempt = {
    what: 'Push of x',
    deadline: more.seconds === undefined ? undefined : more.seconds * 1000,
    asked: async () => more.asked,
  };
  const ended = await persist({ title: 'Push', argv: ['docker', 'push'] }, attempt, world);
  return { ended, tries, limits, waits, lines };
}

const busy = '503 Service Unavailable';

describe('a command', () => {
  test('that ends well is run once', async () => {
    expect(await play([])).toMatchObject({ tries: 1, waits: [], lines: [], ended: { exitCode: 0 } });
  });

  test('in trouble is tried again, after pauses that grow, and each is said', async () => {
    const { ended, waits, lines } = await play([busy, busy, busy]);
    expect(ended.exitCode).toBe(0);
    expect(waits).toEqual([1, 2, 4]);
    expect(lines[1]).toBe('Push of x failed: the registry has an error of its own; trying again in 2.0 s (2 of 4)');
  });

  test('in lasting trouble is given up after five tries', async () => {
    const { ended, tries, waits } = await play(Array.from({ length: 9 }, () => busy));
    expect(ended).toMatchObject({ exitCode: 1, stderr: busy });
    expect([tries, waits]).toEqual([5, [1, 2, 4, 8]]);
  });

  test('that is refused is not tried again', async () => {
    expect(await play(['403 Forbidden'])).toMatchObject({ tries: 1, waits: [], ended: { exitCode: 1 } });
  });

  test('is not started again when its time would be over before', async () => {
    const { tries, limits, waits } = await play([busy, busy, busy], { seconds: 4.5 });
    expect([tries, waits]).toEqual([2, [1]]);
    expect(limits).toEqual([4.5, 2.5]);
  });

  test('waits as long as the registry asks for, and never less than it would', async () => {
    expect((await play([busy], { asked: 30 })).waits).toEqual([30]);
    expect((await play([busy], { asked: 0 })).waits).toEqual([1]);
  });

  test('does not come in step with others', async () => {
    expect((await play([busy, busy], { random: 0.8 })).waits).toEqual([1.2, 2.4]);
  });
});

test('pauses have a longest', async () => {
  let waited = 0;
  const world = {
    log: { line: () => undefined },
    now: () => 0,
    random: () => 0,
    pause: async (milliseconds: number) => {
      waited = milliseconds;
    },
  } as unknown as World;
  expect(await waitAfter({ what: 'x', words: busy, tried: 4 }, world)).toBe(true);
  expect(waited).toBe(8000);
  expect(await waitAfter({ what: 'x', words: busy, tried: 5 }, world)).toBe(false);
});
