/** What a clean-up says when a registry's certificate keeps it from reading: real words of Node.js, and what cures it. */
import { expect, test } from '@jest/globals';
import { listTags, openImage } from '../../../../src/stages/cleanup/registry.ts';
import type { World } from '../../../../src/world/ports.ts';

const image = { registry: 'r.local', repository: 'acme/app' };
const authority = /^set NODE_EXTRA_CA_CERTS to the path of a file with the registry's CA/;

test.each([
  ['self-signed certificate; if the root CA is installed locally, try running Node.js with --use-system-ca', authority],
  ['self-signed certificate in certificate chain', authority],
  ['unable to verify the first certificate', authority],
  ['unable to get local issuer certificate', authority],
  ['certificate has expired', /^let the registry's operator renew it/],
  [
    "Hostname/IP does not match certificate's altnames: Host: r.local. is not in the cert's altnames: DNS:a.local",
    /^write the registry's name as its certificate has it/,
  ],
])('%s: asked once, and told', async (words, cure) => {
  let asked = 0;
  const session = async () => {
    asked++;
    return { kind: 'silent', words };
  };
  const world = { openSession: () => session, pause: async () => undefined } as unknown as World;
  await expect(listTags(openImage(image, undefined, world))).rejects.toMatchObject({
    message: `Nothing removed: the tags of r.local/acme/app cannot be read: ${words}`,
    cure: expect.stringMatching(cure),
  });
  expect(asked).toBe(1);
});
