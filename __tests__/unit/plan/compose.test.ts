/** What is taken off a compose file, so that nothing of it can meet another run or touch what is somebody's. */
import { describe, expect, test } from '@jest/globals';
import type { ComposeModel } from '../../../src/model/facts.ts';
import { isolate, isolateFile } from '../../../src/plan/compose.ts';

const wish = { project: 'slipway-0a1b2c', candidate: 'slipway.invalid/candidate:0a1b2c', file: 'compose.test.yml' };
const isolated = (model: ComposeModel) => isolate(model, wish);
const one = (service: object) => isolated({ services: { db: service } }).model.services?.['db'];

describe('a service', () => {
  test.each<[string, object, object]>([
    ['keeps what is its own', { image: 'a', command: ['b'], init: true }, { image: 'a', command: ['b'], init: true }],
    ['loses published ports', { image: 'a', ports: [{ target: 80, published: '8080' }] }, { image: 'a' }],
    ['loses a fixed name', { image: 'a', container_name: 'db' }, { image: 'a' }],
  ])('%s', (_, given, left) => {
    expect(one(given)).toEqual({ ...left, labels: { 'io.slipway.run': wish.project } });
  });

  test('keeps its labels beside ours', () => {
    expect(one({ image: 'a', labels: { mine: 'x' } })).toMatchObject({
      labels: { mine: 'x', 'io.slipway.run': wish.project },
    });
  });

  test('makes no folder of the workspace', () => {
    const volumes = [
      { type: 'bind', source: '/w/x', bind: { create_host_path: true, propagation: 'rslave' } },
      { type: 'volume', source: 'data' },
    ];
    expect(one({ image: 'a', volumes })).toMatchObject({
      volumes: [{ bind: { create_host_path: false, propagation: 'rslave' } }, { type: 'volume', source: 'data' }],
    });
  });

  test('says what it loses', () => {
    const { notes } = isolated({
      services: { db: { image: 'a', ports: [1], container_name: 'x' }, q: { image: 'b', ports: [] } },
    });
    expect(notes).toEqual([
      'Ports of the service db are not published: tests reach it as db',
      'The service db does not get its container_name x',
    ]);
  });

  test('that is built is a problem, with the way out', () => {
    const { problems } = isolated({ services: { db: { build: '.' }, sut: { build: '.', image: 'x' } } });
    expect(problems).toEqual([
      {
        input: 'services',
        value: 'compose.test.yml',
        wrong: 'builds the service db itself',
        cure: 'write `image:` with an image that exists, or `image: $IMAGE` for the image under test',
      },
      {
        input: 'services',
        value: 'compose.test.yml',
        wrong: 'builds the service sut itself',
        cure: 'write `image: $IMAGE`, which is the image under test',
      },
    ]);
  });
});

test('networks and volumes get names of the run, but for those of others', () => {
  const resources = {
    default: { name: 'x_default', ipam: { config: [{ subnet: '10.1.0.0/24' }] } },
    back: null,
    fixed: { name: 'fixed', driver: 'local' },
    theirs: { name: 'theirs', external: true },
  };
  const { model } = isolated({ services: {}, networks: resources, volumes: resources });
  const names = {
    default: { name: 'slipway-0a1b2c_default' },
    back: { name: 'slipway-0a1b2c_back' },
    fixed: { name: 'slipway-0a1b2c_fixed', driver: 'local' },
    theirs: { name: 'theirs', external: true },
  };
  expect(model).toMatchObject({ networks: names, volumes: names });
  expect(model.networks?.['default']).toEqual(names.default);
});

test('a test joins the networks on which services are, and no others', () => {
  const on = (...names: string[]) => ({ image: 'a', networks: Object.fromEntries(names.map((name) => [name, null])) });
  const services = {
    db: on('default', 'theirs'),
    q: on('default'),
    sut: on('back'),
    debug: { ...on('debug'), profiles: ['x'] },
  };
  const networks = { default: {}, back: {}, debug: {}, theirs: { name: 'corp', external: true } };
  expect(isolated({ services, networks }).networks).toEqual(['slipway-0a1b2c_default', 'corp']);
});

test('a service on the network of the machine is not found by its name, and that is said', () => {
  const { notes } = isolated({ services: { db: { image: 'a', network_mode: 'host' } } });
  expect(notes).toEqual(['The service db cannot be reached by its name: its network_mode is host']);
});

describe('which services', () => {
  const services = {
    db: { image: 'a' },
    debug: { image: 'b', profiles: ['debug'] },
    sut: { image: wish.candidate, profiles: ['test'] },
  };

  test('those of a profile are left out, but the test', () => {
    const { names: up, hasTest, model } = isolated({ services });
    expect([up, hasTest]).toEqual([['db'], true]);
    expect(Object.keys(model.services ?? {})).toEqual(['db', 'sut']);
    expect(model.services?.['sut']).not.toHaveProperty('profiles');
  });

  test('one that runs the image has to wait for the build, the test does anyway', () => {
    expect(isolated({ services }).needsImage).toBe(false);
    expect(isolated({ services: { app: { image: wish.candidate } } }).needsImage).toBe(true);
  });

  test('none at all', () => {
    expect(isolated({})).toMatchObject({ names: [], hasTest: false, needsImage: false, networks: [], problems: [] });
  });
});

describe('the file as it was read', () => {
  test('names the variables that nobody set, each with the way to set it', () => {
    const model = { services: { db: { image: 'a', container_name: 'x' } } };
    expect(isolateFile({ kind: 'read', model, unset: ['GREETER'] }, wish).notes).toEqual([
      'The service db does not get its container_name x',
      'The variable GREETER of the compose file is not set, so it is empty: set it with `services-env: GREETER=…`',
    ]);
  });

  test('is a problem of its input when compose refuses it', () => {
    const problem = { input: 'services', value: wish.file, wrong: 'is no compose file' };
    expect(isolateFile({ kind: 'refused', problem }, wish)).toMatchObject({ names: [], problems: [problem] });
  });
});
