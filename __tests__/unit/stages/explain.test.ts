/** Real words of docker, buildx and registries, and what Slipway makes of them. */
import { expect, test } from '@jest/globals';
import { explain, lastWords } from '../../../src/stages/explain.ts';

const disk = 'the disk is full';
const socket = 'this user may not talk to the Docker engine';
const engine = 'no Docker engine answers';
const certificate = 'the registry shows a certificate that this machine does not trust';
const expired = "the registry's certificate has expired or is not valid yet";
const otherName = 'the registry shows a certificate for another name';
const rate = 'the registry limits the rate of requests';
const login = 'the registry does not accept the login';
const access = 'the registry refuses access: the login has no right for this name';
const silent = 'the registry does not answer';
const broken = 'the registry has an error of its own';
const lost = 'the registry lost an upload half-way';

test.each([
  [disk, 'write /var/lib/docker/tmp/GetImageBlob1: no space left on device'],
  [disk, 'ERROR: failed to solve: failed to copy: write /x: No space left on device'],
  [
    socket,
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.47/info": dial unix /var/run/docker.sock: connect: permission denied',
  ],
  [socket, 'permission denied while trying to connect to the docker API at unix:///var/run/docker.sock'],
  [engine, 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?'],
  [
    engine,
    'failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory',
  ],
  [engine, 'error during connect: Get "http://docker:2375/_ping": dial tcp: lookup docker: no such host'],
  [certificate, 'tls: failed to verify certificate: x509: certificate signed by unknown authority'],
  [
    otherName,
    'Error response from daemon: Get "https://r.local/v2/": x509: certificate is valid for a.local, not r.local',
  ],
  [
    otherName,
    "tls: failed to verify certificate: x509: cannot validate certificate for 10.0.0.1 because it doesn't contain any IP SANs",
  ],
  [
    otherName,
    'tls: failed to verify certificate: x509: certificate is not valid for any names, but wanted to match r.local',
  ],
  [otherName, 'x509: certificate relies on legacy Common Name field, use SANs instead'],
  [
    otherName,
    "Hostname/IP does not match certificate's altnames: Host: r.local. is not in the cert's altnames: DNS:a.local",
  ],
  [
    expired,
    'tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-22T11:34:51Z is after 2026-11-21T11:34:41Z',
  ],
  [expired, 'certificate has expired'],
  [
    rate,
    'toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
  ],
  [
    rate,
    'failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/x: 429 Too Many Requests',
  ],
  [
    login,
    'Error response from daemon: Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password',
  ],
  [login, 'no basic auth credentials'],
  [
    login,
    'failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token: 401 Unauthorized',
  ],
  [login, 'unauthorized: authentication required'],
  [login, 'unauthorized: unauthenticated: User cannot be authenticated with the token provided.'],
  [access, 'denied: permission_denied: write_package'],
  [access, 'denied: requested access to the resource is denied'],
  [access, 'denied: installation not allowed to Create organization package'],
  [access, 'unexpected status from POST request to https://ghcr.io/v2/acme/app/blobs/uploads/: 403 Forbidden'],
  [silent, 'Get "https://r.example/v2/": dial tcp 10.0.0.1:443: connect: connection refused'],
  [silent, 'dial tcp: lookup r.example on 127.0.0.53:53: no such host'],
  [silent, 'net/http: TLS handshake timeout'],
  [silent, 'read tcp 10.0.0.2:1->10.0.0.1:443: read: connection reset by peer'],
  [silent, 'Head "https://r.example/v2/": EOF'],
  [silent, 'dial tcp 10.0.0.1:443: i/o timeout'],
  [broken, 'received unexpected HTTP status: 500 Internal Server Error'],
  [broken, 'unexpected status from PUT request to https://r.example/v2/a/manifests/b: 503 Service Unavailable'],
  [broken, 'received unexpected HTTP status: 502 Bad Gateway'],
  [broken, 'failed to push r.example/a: unknown: unknown error'],
  [broken, 'error from registry: unknown error'],
  [lost, 'failed to push r.example/a: unknown: blob upload unknown to registry'],
  [lost, 'error from registry: blob upload invalid'],
])('%s: %s', (why, words) => {
  expect(explain(words)).toMatchObject({ why, cure: expect.stringMatching(/.{20}/) });
});

test.each([
  '',
  'process "/bin/sh -c npm test" did not complete successfully: exit code: 1',
  'dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)',
  'failed to compute cache key: "/package.json": not found',
  'target stage "prod" could not be found',
])('the words have to do: %s', (words) => expect(explain(words)).toBeUndefined());

test.each([
  ['a\nb\n', 'b'],
  ['a\n\n  \n', 'a'],
  ['  a  ', 'a'],
  ['', 'no message'],
  ['\n', 'no message'],
])('the last words of %j are %j', (output, words) => expect(lastWords(output)).toBe(words));
