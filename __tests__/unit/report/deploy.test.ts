/** A deploy in words: each line of the log, and each cell of the summary. */
import { expect, test } from '@jest/globals';
import type { HostResult } from '../../../src/model/deploy.ts';
import { readRunOptions } from '../../../src/read/deploy/run-options.ts';
import { sealed } from '../../../src/read/secret.ts';
import * as report from '../../../src/report/deploy.ts';
import { accessOf, containerOf, digestA, digestB, hostOf, planOf, resultOf } from '../deploys.ts';

const plan = planOf();
const back = planOf({ action: 'rollback' });
const [a, b] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'];
const old = containerOf('old', { digest: digestA, running: true });

test.each<[string, string]>([
  [report.deployWords(plan), 'deploy to 2 hosts'],
  [report.deployWords({ ...back, access: accessOf({ hosts: [hostOf('app1')] }) }), 'roll back web on 1 host'],
  [
    report.deployedLine(plan, resultOf({ gapSeconds: 0.44 })),
    `Deployed app1 ${a} -> ${b}, healthy after 2.3 s, gap 0.4 s`,
  ],
  [report.deployedLine(plan, resultOf({ from: undefined })), `Deployed app1 nothing -> ${b}, healthy after 2.3 s`],
  [report.deployedLine(back, resultOf({ from: '' })), `Rolled back app1 nothing -> ${b}, healthy after 2.3 s`],
  [report.unchangedHostLine('app1', old), `Left app1 as it is: it runs ${a} with the same settings`],
  [report.pulledLine(digestB, ['app1', 'app2', 'app3'], 1.26), `Pulled ${b} on app1, app2 and app3, 1.3 s`],
  [report.migratedLine('npm run migrate', 'app1', 2), 'Migrated: `npm run migrate` passed on app1, 2.0 s'],
  [
    report.putBackLine('app1', { runs: old, health: 'healthy after 1.9 s' }),
    `Put back app1: it runs ${a} again, healthy after 1.9 s`,
  ],
  [
    report.putBackLine('app1', { runs: undefined, health: 'nothing served before' }),
    'Put back app1: nothing served before',
  ],
  // A label of somebody else's, or a word of an engine, gives the runner no command.
  [report.putBackLine('app1', { runs: undefined, health: '##[error]\u001b[31mred' }), 'Put back app1: # #[error]red'],
])('%#: %s', (line, words) => expect(line).toBe(words));

test('what a person has to do', () => {
  expect(report.mendLines('app1', 'its disk is full', ['docker start old'])).toEqual([
    'app1 was not put back: its disk is full; on the host:',
    '  docker start old',
  ]);
});

const quick =
  'Health: its HEALTHCHECK, or that it goes on running, 3 times within 90 s, then watched for 15 s; 1 host at a time';

test.each<[string, Partial<typeof plan>, string | undefined, string]>([
  ['nothing runs', {}, undefined, `nothing -> ${b}, to be started`],
  ['old and new beside', {}, 'running', `${a} -> ${b}, the new one beside the old one, without a gap`],
  ['a stopped one', {}, 'stopped', `${a} -> ${b}, to be started`],
  [
    'a port for one alone',
    { options: readRunOptions('-p 80:8080').value },
    'running',
    `${a} -> ${b}, one after the other because of \`-p 80:8080\`: a gap of what stop and start take`,
  ],
  [
    'a proxy',
    { proxy: { address: '', port: 80, target: 8080, image: 'proxy' } },
    'running',
    `${a} -> ${b}, behind a proxy on port 80, without a gap`,
  ],
  [
    'a proxy that takes the port from a container',
    { proxy: { address: '', port: 80, target: 8080, image: 'proxy' } },
    'running with the port',
    `${a} -> ${b}, behind a proxy that has to take over port 80: a gap of what stop and start take`,
  ],
])('the plan says how: %s', (_, changes, from, words) => {
  const image = { digest: digestB } as NonNullable<typeof plan.image>;
  const current = from === undefined ? undefined : { ...old, running: from !== 'stopped' };
  const decided = { kind: 'switch', from: current, target: undefined } as const;
  const [line] = report.hostPlanLines(planOf({ image, ...changes }), [
    { host: 'app1', decided, portGoesOver: from === 'running with the port' },
  ]);
  expect(line).toBe(`  app1 ${words}`);
});

test('the plan of a way back goes by the ports of the two, whatever is asked now', () => {
  const port = { address: '', port: 80, target: 8080, protocol: 'tcp' } as const;
  const decided = {
    kind: 'switch',
    from: { ...old, ports: [port] },
    target: containerOf('before', { digest: digestB, ports: [port] }),
  } as const;
  const [line] = report.hostPlanLines(back, [{ host: 'app1', decided, portGoesOver: false }]);
  expect(line).toBe(
    `  app1 ${a} -> ${b}, one after the other because both want port 80/tcp: a gap of what stop and start take`,
  );
});

test('the plan of hosts that stay, that cannot, and of an image that is not built yet', () => {
  const hosts: report.HostPlan[] = [
    { host: 'app1', decided: { kind: 'unchanged', from: old }, portGoesOver: false },
    {
      host: 'app2',
      decided: { kind: 'refused', because: 'has nothing to go back to', cure: 'deploy' },
      portGoesOver: false,
    },
    { host: 'app3', decided: { kind: 'switch', from: undefined, target: undefined }, portGoesOver: false },
    { host: 'app4', decided: { kind: 'switch', from: undefined, target: old }, portGoesOver: false },
  ];
  expect(report.hostPlanLines(plan, hosts)).toEqual([
    `  app1 would be left as it is: it runs ${a} with the same settings`,
    '  app2 would not be deployed to: it has nothing to go back to; deploy',
    '  app3 nothing -> the image of this run, to be started',
    `  app4 nothing -> ${a}, to be started`,
    quick,
  ]);
  expect(report.hostPlanLines(back, hosts)).toHaveLength(4);
});

test('the plan names variables, and no value of theirs', () => {
  const lines = report.hostPlanLines(
    planOf({
      options: readRunOptions('--memory 1g').value,
      environment: { values: [{ key: 'COLOUR', value: 'blue' }], secrets: [{ key: 'TOKEN', value: sealed('hidden') }] },
      migrate: { text: 'npm run migrate', words: ['npm'] },
      health: { path: '/up', port: 1, timeoutSeconds: 30, successes: 1 },
      parallel: 2,
    }),
    [],
  );
  expect(lines).toEqual([
    'Options: --memory 1g',
    'Environment: COLOUR, TOKEN',
    'Migration, once before: `npm run migrate`',
    'Health: GET /up, 1 time within 30 s, then watched for 15 s; 2 hosts at a time',
  ]);
});

const hosts: readonly HostResult[] = [
  resultOf({ host: 'a', gapSeconds: 0.4 }),
  resultOf({ host: 'bb', state: 'rolled back', to: digestA }),
  resultOf({ host: 'c', state: 'untouched', from: undefined, to: undefined }),
  resultOf({ host: 'd', state: 'unchanged', from: digestB }),
  resultOf({ host: 'e', state: 'unavailable', from: undefined, to: undefined, health: 'e cannot be reached' }),
  resultOf({ host: 'f', state: 'unknown', health: 'its disk is full', mend: ['docker start old'] }),
];

test('what became of every host, in columns', () => {
  expect(report.hostLines(hosts)).toEqual([
    `  a   runs ${b}, healthy after 2.3 s`,
    `  bb  rolled back to ${a}, healthy after 2.3 s`,
    '  c   not touched, runs nothing',
    `  d   unchanged, runs ${b}`,
    '  e   not reached: e cannot be reached',
    '  f   NOT PUT BACK: its disk is full; on the host:',
    '        docker start old',
  ]);
  expect(report.hostLines([])).toEqual([]);
});

test('the table of hosts', () => {
  const rows = report.hostRows(hosts);
  expect(rows.every((row) => row.length === report.hostColumns.length)).toBe(true);
  expect(rows[0]).toEqual([
    '<code>a</code>',
    `<code>${a}</code> → <code>${b}</code>`,
    'healthy after 2.3 s',
    '0.4 s',
    '4.6 s',
  ]);
  expect(rows.slice(1).map(([, change]) => change)).toEqual([
    `rolled back to <code>${a}</code>`,
    'untouched: <code>nothing</code>',
    `unchanged: <code>${b}</code>`,
    'not reached',
    '**not put back**',
  ]);
  expect(report.hostRows([resultOf({ health: '<b>|x' })])[0]?.[2]).toBe('&#60;b&#62;&#124;x');
});

test('the output has plain figures, and nothing where nothing is', () => {
  const output = JSON.parse(
    report.deployedOutput([resultOf({ seconds: 1.23456 }), resultOf({ from: undefined, gapSeconds: 0.1 })]),
  );
  expect(output).toEqual([
    {
      host: 'app1',
      from: digestA,
      to: digestB,
      state: 'deployed',
      health: 'healthy after 2.3 s',
      seconds: 1.235,
      gap: null,
    },
    { host: 'app1', from: '', to: digestB, state: 'deployed', health: 'healthy after 2.3 s', seconds: 4.56, gap: 0.1 },
  ]);
});

const lost = resultOf({ host: 'app9', state: 'unavailable', to: undefined });

test.each<[string, string]>([
  [report.deployVerdict({ plan, hosts: [resultOf(), resultOf()] }), `Deployed ${b} to 2 hosts`],
  [report.deployVerdict({ plan, hosts: [resultOf(), resultOf({ state: 'unchanged' })] }), `Deployed ${b} to 1 host`],
  [
    report.deployVerdict({ plan: back, hosts: [resultOf(), resultOf({ to: digestA })] }),
    `Rolled back 2 hosts to ${b} and ${a}`,
  ],
  [
    report.deployVerdict({ plan, hosts: [resultOf({ state: 'unchanged' })] }),
    'Nothing to deploy: every host runs it already',
  ],
  [
    report.deployVerdict({ plan, hosts: [resultOf({ state: 'unchanged' }), lost] }),
    'Nothing to deploy: every host that was reached runs it already; not reached: app9',
  ],
  [report.deployVerdict({ plan, hosts: [resultOf(), lost] }), `Deployed ${b} to 1 host; not reached: app9`],
  [
    report.deployReasons({ run: false, because: 'a merge queue is not deployed' }).join(),
    'Not deployed: a merge queue is not deployed',
  ],
  [report.deployReasons({ run: false, because: '`deploy-hosts` is empty' }).join(), ''],
  [report.deployReasons({ run: true }).join(), ''],
])('%#: %s', (line, words) => expect(line).toBe(words));
