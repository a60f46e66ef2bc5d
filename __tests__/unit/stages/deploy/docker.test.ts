/** Words of a host's engine -> why; they are of Docker 20.10 to 28. */
import { expect, test } from '@jest/globals';
import { whyOnHost } from '../../../../src/stages/deploy/docker.ts';

test.each([
  ['failed to register layer: write /usr/lib/x: no space left on device', 'its disk is full'],
  [
    'Bind for 0.0.0.0:8080 failed: port is already allocated',
    'its port 8080, which `deploy-run` publishes, is taken by somebody else',
  ],
  [
    'failed to bind host port for 0.0.0.0:80: listen tcp4 0.0.0.0:80: bind: address already in use',
    'its port 80, which `deploy-run` publishes, is taken by somebody else',
  ],
  [
    'no matching manifest for linux/arm64/v8 in the manifest list entries',
    'the image has no variant for its architecture',
  ],
  [
    'Head "https://registry.test/v2/acme/app/manifests/sha256:0": no basic auth credentials',
    'the registry does not accept the login of this run',
  ],
  [
    'pull access denied for acme/app, repository does not exist or may require authentication',
    'the registry does not accept the login of this run',
  ],
  ['manifest unknown: manifest unknown', 'the registry has no such image'],
  ['registry.test/acme/app@sha256:0: not found', 'the registry has no such image'],
  [
    'tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'it does not trust the certificate of the registry',
  ],
  ['dial tcp 10.0.0.9:443: connect: connection refused', 'it cannot reach the registry'],
  ['dial tcp: lookup registry.test: no such host', 'it cannot reach the registry'],
  ['net/http: TLS handshake timeout', 'it cannot reach the registry'],
  [
    'error during connect: Get "http://%2Ftmp%2Fhost1.docker/v1.51/info": EOF',
    'the connection to its Docker engine broke',
  ],
  [
    'Cannot connect to the Docker daemon at unix:///tmp/host1.docker. Is the docker daemon running?',
    'the connection to its Docker engine broke',
  ],
])('%s', (words, why) => {
  const told = whyOnHost(words);
  expect(told.why).toBe(why);
  expect(told.cure).toMatch(/\w/);
});

test('what nobody knows is told in its own words', () => {
  expect(whyOnHost('Error response from daemon: it is Sunday').cure).toBeUndefined();
  expect(whyOnHost('Error response from daemon: it is Sunday').why).toContain('it is Sunday');
});
