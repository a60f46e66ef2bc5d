/** By whom the image is made, and why. */
import { describe, expect, test } from '@jest/globals';
import type { Facts } from '../../../src/model/facts.ts';
import { contextOf } from '../events.ts';
import { bakeTargets, facts, planned, token, type Words } from '../plans.ts';

const on = (change: Partial<Facts>): Facts => ({ ...facts, ...change });
const found = (driver: string): Partial<Facts> => ({ builder: { kind: 'found', driver } });
const classic = on({ engine: 'classic' });

describe('the route', () => {
  test.each<[string, Words, Facts, string | undefined]>([
    ['the engine itself', {}, facts, undefined],
    ['an engine that nobody asked', {}, on({ engine: 'unknown' }), undefined],
    ['the engine by name of its driver', { driver: 'docker' }, facts, undefined],
    ['the engine by name of its builder', { builder: 'default' }, on(found('docker')), undefined],
    ['the classic store', {}, classic, 'the engine keeps images in its classic store, which knows no digests'],
    ['a driver', { driver: 'docker-container' }, facts, '`driver` is docker-container'],
    ['options of a driver', { 'driver-opts': 'network=host' }, facts, '`driver-opts` are given'],
    ['flags', { 'buildkitd-flags': '--debug' }, facts, '`buildkitd-flags` are given'],
    ['a configuration', { 'buildkitd-config-inline': 'debug = true' }, facts, '`buildkitd-config-inline` is given'],
    ['a builder', { builder: 'mine' }, on(found('docker-container')), '`builder` is mine'],
  ])('%s', async (_, words, seen, because) => {
    const { plan, problems } = await planned({ words: { ...token, ...words }, facts: seen });
    expect(problems).toEqual([]);
    expect(plan.build.route).toMatchObject(
      because === undefined ? { kind: 'image-store' } : { kind: 'builder', because },
    );
  });

  test.each<[string, Words, Facts, string]>([
    ['the classic store by name of its driver', { driver: 'docker' }, classic, 'cannot be used: the engine keeps'],
    ['another engine', { builder: 'other' }, on(found('docker')), 'is the BuildKit of another engine'],
    [
      'a builder that is not there',
      { builder: 'gone' },
      on({ builder: { kind: 'refused', problem: { input: 'builder', value: 'gone', wrong: 'is not there' } } }),
      'is not there',
    ],
  ])('refused: %s', async (_, words, seen, wrong) => {
    const { problems } = await planned({ words: { ...token, ...words }, facts: seen });
    expect(problems).toMatchObject([{ wrong: expect.stringContaining(wrong) }]);
  });
});

describe('a builder of the run', () => {
  test('has the name of the run and what the inputs say, each a word', async () => {
    const words = {
      driver: 'docker-container',
      'driver-opts': 'image=moby/buildkit:v0.28.1\n"env.A=b,c"',
      'buildkitd-flags': '--debug --x',
      'buildkitd-config-inline': 'debug = true',
    };
    const { plan } = await planned({ words: { ...token, ...words } });
    expect(plan.build.route).toMatchObject({
      builder: {
        kind: 'own',
        name: 'slipway-0a1b2c',
        file: { path: '/tmp/slipway-0a1b2c/buildkitd.toml', content: 'debug = true' },
        create: {
          argv: [
            ...['docker', 'buildx', 'create', '--name=slipway-0a1b2c', '--driver=docker-container'],
            ...['--driver-opt=image=moby/buildkit:v0.28.1', '--driver-opt=env.A=b,c', '--buildkitd-flags=--debug --x'],
            '--buildkitd-config=/tmp/slipway-0a1b2c/buildkitd.toml',
          ],
        },
      },
    });
  });

  test('elsewhere, by its address', async () => {
    const { plan } = await planned({ words: { ...token, driver: 'remote', 'builder-endpoint': 'tcp://kit:1234' } });
    expect(plan.build.route).toMatchObject({
      builder: { create: { argv: expect.arrayContaining(['tcp://kit:1234']) } },
    });
  });

  test('pushes by digest to every name at once, and keeps nothing in the engine', async () => {
    const images = 'ghcr.io/acme/app\nacme/app';
    const words = { ...token, images, driver: 'docker-container', username: 'a', password: 'p', registry: 'docker.io' };
    const { plan } = await planned({ words });
    expect(plan.build.pushTo).toEqual(['ghcr.io/acme/app', 'acme/app']);
    expect(bakeTargets(plan.build.command)['final']).toMatchObject({
      output: ['type=image,"name=ghcr.io/acme/app,acme/app",push-by-digest=true,name-canonical=true,push=true'],
    });
    expect(bakeTargets(plan.build.command)['final']).not.toHaveProperty('tags');
  });

  test('without a push it sends the engine one manifest, which holds nothing but the image', async () => {
    const words = { ...token, driver: 'docker-container' };
    const { plan } = await planned({ words, context: contextOf('pull-request-fork') });
    expect(plan.build.pushTo).toEqual([]);
    expect(bakeTargets(plan.build.command)['final']).toMatchObject({
      tags: ['slipway.invalid/candidate:0a1b2c'],
      output: ['type=docker'],
      attest: ['type=provenance,disabled=true', 'type=sbom,disabled=true'],
      annotations: [],
    });
  });

  test('every command of buildx names it; one of the user is found in the folder of the user', async () => {
    const words = { ...token, builder: 'mine' };
    const { plan } = await planned({ words, facts: on(found('docker-container')) });
    const commands = [plan.build.command, plan.build.again, plan.cacheWrite.run ? plan.cacheWrite.command : undefined];
    for (const command of commands) {
      expect(command?.argv).toContain('--builder=mine');
      expect(command?.env).toMatchObject({ BUILDX_CONFIG: '/home/runner/.docker/buildx' });
    }
  });
});
