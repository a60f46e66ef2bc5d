/** Plays in which something is deployed. */
import { openSshKey } from '../unit/read/deploy/ssh-keys.ts';
import { older, type Play, token } from './scenes.ts';

const inputs = {
  'deploy-hosts': 'app1=deploy@10.0.0.1\napp2=deploy@10.0.0.2',
  'deploy-ssh-key': openSshKey,
  'deploy-known-hosts':
    '10.0.0.1,10.0.0.2 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKtX0DZ1nC3VZb4cHs1zVq3p6mZJ5pJmZpJm0KtX0DZ1',
  'deploy-health-path': '/healthz',
  'deploy-watch': '0',
};
const fine = [{}, {}];
const push = { event: 'push-branch' };
/** The image is in the registry. */
const published = { ...push, registry: { 'ghcr.io/acme/app:main': older } };
const image = `ghcr.io/acme/app@${older}`;
const alone = { ...inputs, stage: 'deploy', image, 'github-token': token };

const unknownKey = [
  'No ED25519 host key is known for 10.0.0.2 and you have requested strict checking.',
  'Host key verification failed.',
].join('\n');

const planning = {
  stage: 'plan',
  'deploy-hosts': inputs['deploy-hosts'],
  'deploy-known-hosts': inputs['deploy-known-hosts'],
};

export const greenDeploys: Readonly<Record<string, Play>> = {
  'stage plan': { ...push, inputs: planning },
  'stage plan, no tag': { ...push, inputs: { ...planning, tags: 'type=semver,pattern={{version}}' } },
  'push to main, and deploy to two hosts': { ...push, inputs, hosts: fine },
  'deploy of an image that is published': {
    ...published,
    hosts: fine,
    inputs: { ...alone, 'deploy-env': 'COLOUR=blue', 'deploy-secrets': 'KEY=hunter2', 'deploy-parallel': '2' },
  },
  'a host that may be out of reach': {
    ...published,
    hosts: [{}, { refuses: 'ssh: connect to host 10.0.0.2 port 22: Connection timed out' }],
    inputs: { ...alone, 'deploy-max-unavailable': '1' },
  },
  'a pull request is not deployed': { event: 'pull-request-own', inputs, hosts: fine },
  'a dry run looks at the hosts': { ...published, inputs: { ...alone, 'dry-run': 'true' }, hosts: fine },
};

export const redDeploys: Readonly<Record<string, Play>> = {
  'stage plan of what cannot be deployed': {
    ...push,
    inputs: {
      ...planning,
      images: 'acme/app',
      username: 'bob',
      'deploy-known-hosts': '10.0.0.1 SHA256:of-it',
      'deploy-proxy': '80:8080',
      'artifact-name': 'of/two',
      platforms: 'linux/amd64,linux/arm64/v8',
      runners: 'linux/arm64=one\nlinux/arm64/v8=two',
    },
  },
  'the second host is not healthy': {
    ...published,
    inputs: { ...alone, 'deploy-health-timeout': '2' },
    hosts: [{}, { broken: older }],
  },
  'a host key that is not known, before anything is built': {
    ...push,
    inputs,
    hosts: [{}, { refuses: unknownKey }],
    answers: { 'ssh-keygen': { stdout: '256 SHA256:abc 10.0.0.2 (ED25519)' } },
  },
  'an image that is not there': { ...push, inputs: alone, hosts: fine },
  'a dry run of an image that is not there': { ...push, inputs: { ...alone, 'dry-run': 'true' }, hosts: fine },
  'nothing to go back to': { ...push, inputs: { ...inputs, stage: 'rollback' }, hosts: fine },
  'deploy inputs that are wrong': {
    ...push,
    inputs: {
      stage: 'deploy',
      image: 'ghcr.io/acme/app:main',
      'deploy-hosts': 'app1.example.com',
      'deploy-run': '--name web --publish 80:80',
      'deploy-proxy': '80:8080',
      'deploy-parallel': 'two',
    },
  },
};
