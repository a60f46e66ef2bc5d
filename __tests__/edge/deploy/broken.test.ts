/** Versions that do not work on some of the hosts: all of them run the one before again. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Host } from '../../../script/rig/hosts/host.ts';
import { moodVolume, moody, setMoods, verdict } from './faults.ts';
import { containers, deployed, openYard, type Version, word, type Yard } from './yard.ts';

let yard: Yard;
let one: Version;

const fast = {
  'deploy-run': `--network front ${moodVolume}`,
  'deploy-watch': '0s',
  'deploy-health-successes': '1',
  'deploy-health-timeout': '2s',
};

beforeAll(async () => {
  yard = await openYard(3);
  one = await yard.build();
  // The engine's own choice would be where the registry is.
  for (const host of yard.hosts) await host.docker('network', 'create', '--subnet=10.231.73.0/24', 'front');
  expect((await yard.deploy(one, { ...fast, 'deploy-parallel': '100%' })).main.exitCode).toBe(0);
});

afterAll(async () => {
  await yard[Symbol.asyncDispose]();
});

async function expectFirstServes(): Promise<void> {
  for (const host of yard.hosts) {
    expect(await containers(host)).toContainEqual({
      name: 'web',
      running: true,
      digest: one.digest,
      restart: 'unless-stopped',
    });
    expect((await containers(host)).filter(({ running }) => running).map(({ name }) => name)).toEqual(['web']);
    expect(await word(host)).toBe(one.word);
  }
}

/** Asks whoever has the name, all the time; gives how often each word was the answer. */
function askAllTheTime(host: Host): () => Promise<Record<string, number>> {
  const answers: Record<string, number> = {};
  let over = false;
  const asking = (async () => {
    while (!over) {
      // There may be nobody of that name for a moment.
      const answer = await word(host).catch(() => 'nobody');
      answers[answer] = (answers[answer] ?? 0) + 1;
    }
  })();
  return async () => {
    over = true;
    await asking;
    return answers;
  };
}

test('on the second of three: it answers nobody there, and all three run the one before', async () => {
  const two = await yard.build({ health: moody });
  await setMoods(yard.hosts, ({ name }) => (name === 'h2' ? '500 Broken' : '200 OK'));
  const asking = yard.hosts.map(askAllTheTime);
  const { main } = await yard.deploy(two, fast);
  const [first = {}, second = {}, third = {}] = await Promise.all(asking.map((stop) => stop()));
  expect(main.exitCode).toBe(1);
  expect(verdict(main)).toBe('Deploy of DIGEST failed on h2: GET /cgi-bin/healthz on port 8080 answered 500 after N s');
  expect(main.log).toMatch(/Every host runs [0-9a-f]{12}, as before/);
  expect(main.log).toMatch(/Failed on h2: GET (?:.|\n)*Put back h2/);
  expect(main.log).toMatch(/^ {2}h1 {2}rolled back to/m);
  expect(main.log).toMatch(/^ {2}h2 {2}failed, rolled back to/m);
  expect(main.log).toContain('db down');
  expect(deployed(main)).toMatchObject({
    h1: { state: 'rolled back', from: one.digest, to: one.digest },
    h2: { state: 'rolled back', from: one.digest, to: one.digest },
    h3: { state: 'untouched', from: one.digest, to: one.digest },
  });
  expect(first[one.word]).toBeGreaterThan(0);
  expect(first[two.word]).toBeGreaterThan(0);
  for (const answers of [second, third]) {
    expect(answers[two.word]).toBeUndefined();
    expect(answers[one.word]).toBeGreaterThan(0);
  }
  await expectFirstServes();
});

test('well at first, then not, on each host in another way: the watch sees it', async () => {
  const ends = { h1: 'exit 0', h2: 'exit 4', h3: 'touch /sick; sleep 60' };
  await setMoods(yard.hosts, ({ name }) => ends[name as keyof typeof ends]);
  const command = 'httpd -p 8080 -h /www; sleep 3; eval \\"$(cat /mood/health)\\"';
  const two = await yard.build({
    lines: ['HEALTHCHECK --interval=1s --retries=1 CMD test ! -e /sick', `CMD ["sh", "-c", "${command}"]`],
  });
  const jobs = await Promise.all(
    yard.hosts.map(({ name, target }) =>
      yard.deploy(two, {
        ...fast,
        'deploy-hosts': `${name}=${target}`,
        'deploy-run': `${fast['deploy-run']} --restart on-failure`,
        'deploy-health-path': '',
        'deploy-watch': '9s',
        'deploy-health-timeout': '5s',
      }),
    ),
  );
  const after = 'within 9 s after it was healthy';
  expect(jobs.map(({ main }) => verdict(main))).toEqual([
    `Deploy of DIGEST failed on h1: the container exited with 0 ${after}`,
    // It is seen right after its end, or when the engine has started it again.
    expect.stringMatching(/^Deploy of DIGEST failed on h2: the container (?:restarted|exited with 4) within 9 s after/),
    `Deploy of DIGEST failed on h3: its HEALTHCHECK says that it is unhealthy ${after}`,
  ]);
  await expectFirstServes();
});

test('the way back is barred on a host: it says what runs there and how to mend it', async () => {
  const two = await yard.build({ health: moody });
  await setMoods(yard.hosts, ({ name }) => (name === 'h2' ? '500 Broken' : '200 OK'));
  const [first] = yard.hosts;
  if (first === undefined) throw new Error('There is no host');
  let lost: Promise<string> | undefined;
  const onLine = (line: string) => {
    // Its successor serves: somebody tidies up.
    if (line.startsWith('Deployed h1')) lost ??= first.docker('container', 'prune', '--force');
  };
  const { main } = await yard.deploy(two, fast, { onLine });
  await lost;
  expect(main.exitCode).toBe(1);
  expect(main.log).toMatch(
    /h1 {2}NOT PUT BACK: has lost the container that served before \([0-9a-f]{12}\); [0-9a-f]{12} runs there now; on the host:/,
  );
  expect(main.log).toContain(`docker pull ${one.reference}, and deploy it with`);
  expect(deployed(main)).toMatchObject({
    h1: { state: 'unknown', from: one.digest, to: two.digest },
    h2: { state: 'rolled back', to: one.digest },
    h3: { state: 'untouched', to: one.digest },
  });
  expect(await word(first)).toBe(two.word);
  const mended = await yard.deploy(one, fast);
  expect(mended.main.exitCode).toBe(0);
  await expectFirstServes();
});
