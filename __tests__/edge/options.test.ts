/** The inputs of docker/build-push-action, each with an effect that can be seen in the image or in its absence. */
import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { busybox, docker, dockerfile, makeProject, openStep } from './stand.ts';

/** Builds, and gives the image's file `/seen` and its configuration. */
async function build(files: Record<string, string>, inputs: Record<string, string>, env: Record<string, string> = {}) {
  await using project = await makeProject(files);
  await using step = await openStep({ workspace: project.path, inputs: { push: 'false', ...inputs }, env });
  const main = await step.main();
  expect(main.annotations.filter((annotation) => annotation.level === 'error')).toEqual([]);
  const id = main.outputs['imageid'] ?? '';
  const seen = await docker('run', '--rm', '--network=none', id, 'cat', '/seen');
  const config = JSON.parse(await docker('image', 'inspect', '--format', '{{json .Config}}', id));
  await step.post();
  return { main, seen, config };
}

test('build-args, with HCL templates in them, and from the environment', async () => {
  const file = dockerfile(['ARG A', 'ARG B', 'RUN printf "%s|%s" "$A" "$B" > /seen']);
  const { seen } = await build(
    { Dockerfile: file },
    { 'build-args': 'A=${HOME} %{ if } a, "b" = c\nB' },
    { B: 'from env' },
  );
  expect(seen).toBe('${HOME} %{ if } a, "b" = c|from env');
});

test('target, labels, context, file', async () => {
  const file = dockerfile(['FROM base AS one', 'COPY name /seen', 'FROM base AS two', 'RUN false']);
  const labels = 'com.acme.note=a, "quoted" ${value}\norg.opencontainers.image.version=mine';
  const { seen, config } = await build(
    { 'app/name': 'in context', 'docker/App.Dockerfile': file },
    { target: 'one', context: 'app', file: 'docker/App.Dockerfile', labels },
  );
  expect(seen).toBe('in context');
  expect(config.Labels['com.acme.note']).toBe('a, "quoted" ${value}');
  expect(config.Labels['org.opencontainers.image.version']).toBe('mine');
});

test('build-contexts: a folder, and an image in place of a base', async () => {
  const file = ['FROM example.invalid/base:1', 'COPY --from=extra word /seen', ''].join('\n');
  const contexts = `extra=./other\nexample.invalid/base:1=docker-image://${busybox}`;
  const { seen } = await build({ Dockerfile: file, 'other/word': 'from extra' }, { 'build-contexts': contexts });
  expect(seen).toBe('from extra');
});

test('add-hosts, network, shm-size, ulimit', async () => {
  const file = dockerfile([
    'RUN (grep acme.test /etc/hosts; ulimit -n; df -m /dev/shm | tail -1; ls /sys/class/net) > /seen',
  ]);
  const inputs = { 'add-hosts': 'acme.test:10.1.2.3', network: 'none', 'shm-size': '32m', ulimit: 'nofile=321:321' };
  const { seen } = await build({ Dockerfile: file }, inputs);
  expect(seen).toMatch(/10\.1\.2\.3\s+acme\.test/);
  expect(seen).toMatch(/^321$/m);
  expect(seen).toMatch(/^tmpfs\s+32 /m);
  expect(seen).not.toContain('eth0');
});

test('no-cache and no-cache-filters make steps anew, everything else is cached', async () => {
  const file = dockerfile([
    'FROM base AS one',
    'RUN head -c 8 /dev/urandom | hexdump -C > /seen',
    'FROM one AS two',
    'RUN true',
  ]);
  const first = await build({ Dockerfile: file }, {});
  const again = await build({ Dockerfile: file }, {});
  expect(again.seen).toBe(first.seen);
  const filtered = await build({ Dockerfile: file }, { 'no-cache-filters': 'one' });
  expect(filtered.seen).not.toBe(first.seen);
  const anew = await build({ Dockerfile: file }, { 'no-cache': 'true' });
  expect(anew.seen).not.toBe(filtered.seen);
  expect(anew.main.log).toContain('0 of 2 steps cached');
});

test('provenance: by default an index with an attestation, off on request', async () => {
  const file = dockerfile(['RUN echo x > /seen']);
  const on = await build({ Dockerfile: file }, {});
  const off = await build({ Dockerfile: file }, { provenance: 'false' });
  const type = (metadata: string | undefined) => JSON.parse(metadata ?? '{}')['containerimage.descriptor'].mediaType;
  expect(type(on.main.outputs['metadata'])).toBe('application/vnd.oci.image.index.v1+json');
  expect(type(off.main.outputs['metadata'])).toMatch(/manifest/);
  expect(JSON.parse(on.main.outputs['metadata'] ?? '{}')['buildx.build.provenance']).toBeDefined();
});

test("platforms: the engine's own, by name", async () => {
  const platform = (await docker('version', '--format', '{{.Server.Os}}/{{.Server.Arch}}')).trim();
  const { main } = await build({ Dockerfile: dockerfile(['RUN echo x > /seen']) }, { platforms: platform });
  expect(main.log).toContain(`Plan: build for ${platform}`);
  expect(main.summary).toContain(platform);
});

test('ssh: a key of a file is offered to the build', async () => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const file = dockerfile(['RUN --mount=type=ssh,id=deploy test -S "$SSH_AUTH_SOCK" && echo offered > /seen']);
  const { seen } = await build(
    { Dockerfile: file, 'keys/id': privateKey, '.dockerignore': 'keys' },
    { ssh: 'deploy=keys/id' },
  );
  expect(seen).toBe('offered\n');
});

test('sbom: made by the named generator, beside the image in the index', async () => {
  const document = { spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT', name: 'of this test' };
  const statement = {
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType: 'https://spdx.dev/Document',
    predicate: document,
  };
  const scanner = 'slipway-rig/scanner:test';
  const scan = `#!/bin/sh\nprintf '%s' '${JSON.stringify(statement)}' > "$BUILDKIT_SCAN_DESTINATION/sbom.spdx.json"\n`;
  const lines = [`FROM ${busybox}`, 'COPY --chmod=755 scan.sh /scan.sh', 'ENTRYPOINT ["/scan.sh"]', ''];
  await using project = await makeProject({ Dockerfile: lines.join('\n'), 'scan.sh': scan });
  await docker('build', '--quiet', '--tag', scanner, project.path);
  try {
    const file = dockerfile(['RUN echo x > /seen']);
    const { main } = await build({ Dockerfile: file }, { sbom: `generator=${scanner}`, provenance: 'false' });
    const type = JSON.parse(main.outputs['metadata'] ?? '{}')['containerimage.descriptor'].mediaType;
    expect(type).toBe('application/vnd.oci.image.index.v1+json');
  } finally {
    await docker('image', 'rm', scanner);
  }
});
