/** `deploy-run`: what docker gets, what it means for a deploy, and what is refused. */
import { describe, expect, test } from '@jest/globals';
import type { RunOptions } from '../../../../src/model/deploy.ts';
import { readRunOptions } from '../../../../src/read/deploy/run-options.ts';

const nothing: RunOptions = {
  words: [],
  told: '',
  shared: [],
  ports: [],
  exclusive: undefined,
  networks: [],
  restart: undefined,
  health: 'image',
};

test.each<[string, readonly string[]]>([
  ['', []],
  ['--env A=b --env-file=app.env', ['--env', 'A=b', '--env-file=app.env']],
  ['-e A -eB=c -e=D=e -e "F=g h"', ['-e', 'A', '-eB=c', '-e=D=e', '-e', 'F=g h']],
  ["--env PRICE=$5 -e 'X=`id`;*' -e Y=#z", ['--env', 'PRICE=$5', '-e', 'X=`id`;*', '-e', 'Y=#z']],
  ['--memory 512m \\\n  --cpus 1.5\n--init', ['--memory', '512m', '--cpus', '1.5', '--init']],
  ['--init=false --read-only=1 -qP=true', ['--init=false', '--read-only=1', '-qP=true']],
  ['--env -p --label ""', ['--env', '-p', '--label', '']],
  ['-l io.slipwayer=x --label app=io.slipway.x', ['-l', 'io.slipwayer=x', '--label', 'app=io.slipway.x']],
  ['-qu 1000:1000 -w/srv', ['-qu', '1000:1000', '-w/srv']],
  [
    '-v /srv/data:/data:ro -v data:/x --volume=/cache',
    ['-v', '/srv/data:/data:ro', '-v', 'data:/x', '--volume=/cache'],
  ],
  ['-v "C:\\\\data:C:\\\\x"', ['-v', 'C:\\data:C:\\x']],
  ['--mount type=bind,src=/a,dst=/b', ['--mount', 'type=bind,src=/a,dst=/b']],
  ['--mount source=data,target=/b', ['--mount', 'source=data,target=/b']],
  ['--mount type=tmpfs,dst=/b,readonly', ['--mount', 'type=tmpfs,dst=/b,readonly']],
  ['--dns-opt x --net-alias web', ['--dns-opt', 'x', '--net-alias', 'web']],
])('%j', (text, words) => {
  const { value, problems } = readRunOptions(text);
  expect(problems).toEqual([]);
  expect(value.words).toEqual(words);
});

test('people are told the names of variables, never their values', () => {
  const { told } = readRunOptions('--init -e A=s1 --env B=s2 -e=C=s3 --env=D=s4 -qe E=s5 -eF --label x=y').value;
  expect(told).toBe('--init --env A --env B --env C --env D -q --env E --env F --label x=y');
});

const web = { address: '', port: 80, target: 8080, protocol: 'tcp' } as const;
const random = { ...web, port: undefined };

describe('what they decide', () => {
  test.each<[string, Partial<RunOptions>]>([
    ['--init', {}],
    ['-p80:8080', { ports: [web], exclusive: '-p80:8080' }],
    ['-p 80:8080', { ports: [web], exclusive: '-p 80:8080' }],
    ['-p=80:8080', { ports: [web], exclusive: '-p=80:8080' }],
    ['--publish=80:8080', { ports: [web], exclusive: '--publish=80:8080' }],
    ['--publish 80:8080', { ports: [web], exclusive: '--publish 80:8080' }],
    ['-qp80:8080', { ports: [web], exclusive: '-p80:8080' }],
    ['-p 8080 -p 80:8080', { ports: [random, web], exclusive: '-p 80:8080' }],
    ['-p [::1]:80:8080', { ports: [{ ...web, address: '::1' }], exclusive: '-p [::1]:80:8080' }],
    ['-p 8080', { ports: [random] }],
    ['-p 80-90:8080', { ports: [random] }],
    ['-P --expose 80', {}],
    ['--network host', { networks: ['host'], exclusive: '--network host' }],
    ['--net=host', { networks: ['host'], exclusive: '--net=host' }],
    ['--network name=host', { networks: ['host'], exclusive: '--network name=host' }],
    ['--network a --network name=b,alias=c', { networks: ['a', 'b'] }],
    ['--network container:x', { networks: ['container:x'] }],
    ['--network a --network-alias web', { networks: ['a'] }],
    ['--network name=a,ip=10.0.0.2', { networks: ['a'], exclusive: '--network name=a,ip=10.0.0.2' }],
    ['--ip 10.0.0.2', { exclusive: '--ip 10.0.0.2' }],
    ['--ip6=::2', { exclusive: '--ip6=::2' }],
    ['--mac-address 92:d0:c6:0a:29:33', { exclusive: '--mac-address 92:d0:c6:0a:29:33' }],
    ['--init --ip 10.0.0.2 -p 80:8080', { ports: [web], exclusive: '--ip 10.0.0.2' }],
    ['--restart always', { restart: 'always' }],
    ['--restart always --restart=on-failure:3', { restart: 'on-failure:3' }],
    ['--health-cmd "curl -f localhost"', { health: 'set' }],
    ['--health-cmd ""', {}],
    ['--health-interval 5s', {}],
    ['--no-healthcheck', { health: 'off' }],
    ['--no-healthcheck=false', {}],
  ])('%s', (text, decided) => {
    const { value, problems } = readRunOptions(text);
    expect(problems).toEqual([]);
    const { words, told, shared } = value;
    expect(value).toEqual({ ...nothing, ...decided, words, told, shared });
  });
});

test.each<[string, readonly string[]]>([
  [
    '--env A=b --volume data:/data --network back --user 5',
    ['--env', 'A=b', '--volume', 'data:/data', '--network', 'back', '--user', '5'],
  ],
  ['--publish 80:80 -p81:81 -P --restart always --init', ['--init']],
  ['--health-cmd true --no-healthcheck=false --network-alias web --hostname web --entrypoint x --ip 10.0.0.2', []],
])('%s: a command that runs once gets only what does not belong to who serves', (text, shared) => {
  expect(readRunOptions(text).value.shared).toEqual(shared);
});

const noTerminal = 'is of no use: a deploy has no terminal';
const notKnown = 'is not an option of `docker run`';
const listed = '`docker run --help` lists them all';
const otherInput = 'the image is the one that was built; a command goes into `deploy-command`';
const ofRunner = 'names a folder of the runner, not of the host';
const notExpanded = 'has a path with ~, $ or ` in it, which nothing expands';
const absolute = 'write an absolute path of the host';
const slot = 'is not [ADDRESS:][HOST-PORT:]PORT';
const slotForm = 'write for example --publish 127.0.0.1:8080:80/tcp';
const noValue = 'write one, or remove the option';

describe('what is refused is left out and told', () => {
  test.each<[text: string, value: string, wrong: string, cure: string]>([
    [
      '--name web',
      '--name web',
      'is chosen by Slipway, one for each deploy',
      'remove it; `deploy-name` is what it begins with',
    ],
    [
      '--name=web',
      '--name=web',
      'is chosen by Slipway, one for each deploy',
      'remove it; `deploy-name` is what it begins with',
    ],
    ['-d', '-d', 'is what a deploy does anyway', 'remove it'],
    ['--detach=true', '--detach=true', 'is what a deploy does anyway', 'remove it'],
    ['-dP', '-d', 'is what a deploy does anyway', 'remove it'],
    ['--rm', '--rm', 'would remove the container that a rollback starts again', 'remove it'],
    ['--pull always', '--pull always', 'is of no use: the image is pulled by its digest before', 'remove it'],
    [
      '--platform linux/arm64',
      '--platform linux/arm64',
      'is of no use: each host gets the image for its own platform',
      'remove it',
    ],
    ['--cidfile x', '--cidfile x', 'would write a file on the runner, which is gone after the job', 'remove it'],
    ['-i', '-i', noTerminal, 'remove it'],
    ['--tty', '--tty', noTerminal, 'remove it'],
    ['-a stdout', '-a stdout', noTerminal, 'remove it'],
    ['--sig-proxy=false', '--sig-proxy=false', noTerminal, 'remove it'],
    ['--detach-keys x', '--detach-keys x', noTerminal, 'remove it'],
    ['--help', '--help', 'starts no container', 'remove it'],
    [
      '--use-api-socket',
      '--use-api-socket',
      "would leave this run's logins of registries in the container",
      'write --volume /var/run/docker.sock:/var/run/docker.sock',
    ],
    [
      '-l io.slipway.name=x',
      '-l io.slipway.name=x',
      "is one of Slipway's own labels",
      'give it a name that does not begin with io.slipway.',
    ],
    ['--evn A=secret', '--evn', notKnown, 'did you mean --env?'],
    ['--evn=A=secret', '--evn', notKnown, 'did you mean --env?'],
    ['--frobnicate', '--frobnicate', notKnown, listed],
    ['--Init', '--Init', notKnown, 'did you mean --init?'],
    ['---init', '---init', notKnown, 'did you mean --init?'],
    ['-x', '-x', notKnown, listed],
    ['-qx', '-x', notKnown, listed],
    ['--init=maybe', '--init=maybe', 'is neither true nor false', 'write --init or --init=false'],
    ['-P=on', '-P=on', 'is neither true nor false', 'write --publish-all or --publish-all=false'],
    ['-v ./x:/y', '-v ./x:/y', ofRunner, absolute],
    ['--volume=x/y:/z', '--volume=x/y:/z', ofRunner, absolute],
    ['-v ../x:/y', '-v ../x:/y', ofRunner, absolute],
    ['-v ~/x:/y', '-v ~/x:/y', notExpanded, absolute],
    ['-v $HOME/x:/y', '-v $HOME/x:/y', notExpanded, absolute],
    ['-v "$(pwd):/y"', '-v $(pwd):/y', notExpanded, absolute],
    ['-v `pwd`:/y', '-v `pwd`:/y', notExpanded, absolute],
    ['-v /srv/$APP:/y', '-v /srv/$APP:/y', notExpanded, absolute],
    ['-v ~/x', '-v ~/x', notExpanded, absolute],
    ['-v data', '-v data', 'is not SOURCE:/PATH', 'write for example --volume data:/var/lib/app'],
    ['--mount type=bind,src=./x,dst=/y', '--mount type=bind,src=./x,dst=/y', ofRunner, absolute],
    ['--mount type=bind,Source=x,dst=/y', '--mount type=bind,Source=x,dst=/y', ofRunner, absolute],
    ['--mount "dst=/y,src=$PWD,type=bind"', '--mount dst=/y,src=$PWD,type=bind', notExpanded, absolute],
    ['-p http', '-p http', slot, slotForm],
    ['-p 80:80-81', '-p 80:80-81', slot, slotForm],
  ])('%s', (text, value, wrong, cure) => {
    expect(readRunOptions(`--init ${text}\n--cpus 1`)).toEqual({
      value: {
        ...nothing,
        words: ['--init', '--cpus', '1'],
        told: '--init --cpus 1',
        shared: ['--init', '--cpus', '1'],
      },
      problems: [{ input: 'deploy-run', value, wrong, cure }],
    });
  });

  test.each<[text: string, value: string, wrong: string, cure: string]>([
    ['nginx -p 80:80', 'nginx', notKnown, otherInput],
    ['--read-only true', 'true', notKnown, otherInput],
    ['-- nginx', '--', notKnown, otherInput],
    ['-', '-', notKnown, otherInput],
    ["''", '', notKnown, otherInput],
    ['docker run -d nginx', 'docker', notKnown, 'give the options alone, without `docker run`'],
    ['# the port\n-p 80:80', '#', notKnown, 'remove it: there are no comments here'],
    ['--env', '--env', 'needs a value behind it', noValue],
    ['-e', '-e', 'needs a value behind it', noValue],
    ['-qe', '-e', 'needs a value behind it', noValue],
  ])('and nothing behind it is read: %s', (text, value, wrong, cure) => {
    const { value: options, problems } = readRunOptions(`--init ${text}`);
    expect(problems).toEqual([{ input: 'deploy-run', value, wrong, cure }]);
    expect(options.words.slice(0, 1)).toEqual(['--init']);
    expect(options.ports).toEqual([]);
  });

  test('each letter behind one dash', () => {
    const { value, problems } = readRunOptions('-itd');
    expect(problems.map((problem) => problem.value)).toEqual(['-i', '-t', '-d']);
    expect(value).toEqual(nothing);
  });

  test('a health check beside none', () => {
    expect(readRunOptions('--health-retries 3 --no-healthcheck').problems).toEqual([
      {
        input: 'deploy-run',
        value: '--health-retries 3',
        wrong: 'is given beside --no-healthcheck',
        cure: 'take one of them',
      },
    ]);
  });

  test.each(['--env "A=secret', "--env 'A=secret", '--env A=secret \\'])('what is not closed: %s', (text) => {
    expect(readRunOptions(text)).toEqual({
      value: nothing,
      problems: [
        {
          input: 'deploy-run',
          wrong: 'has a quote that is not closed, or ends in a backslash',
          cure: 'close it; a quote that means itself is typed as \\\' or \\"',
        },
      ],
    });
  });
});
