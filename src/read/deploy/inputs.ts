/** The inputs that begin with `deploy-` -> what they say, without any decision. */
import type { DeployInput, HostCount, ProxyInput, SshHost } from '../../model/deploy.ts';
import { jsonWords } from '../command-line.ts';
import type { InputName } from '../input-names.ts';
import type { Reader } from '../input-reader.ts';
import { splitWords } from '../posix-words.ts';
import { sealed } from '../secret.ts';
import { readHosts } from './hosts.ts';
import { readKnownHosts } from './known-hosts.ts';
import { readPublished } from './published-ports.ts';
import { readRunOptions } from './run-options.ts';
import { readSshKey } from './ssh-key.ts';

const defaults = { healthSeconds: 90, successes: 3, watchSeconds: 15, keep: 3, lockWaitSeconds: 900 } as const;

export function readDeploy(reader: Reader): DeployInput {
  const key = readSshKey(reader.text('deploy-ssh-key'));
  reader.problems.push(...key.problems);
  return {
    asked: reader.optional('deploy-hosts') !== undefined,
    hosts: reader.reading(readHosts('deploy-hosts', reader.text('deploy-hosts'))),
    jump: jumpHost(reader),
    // One that is wrong has been told, and is not missing.
    key: key.key ?? (key.problems.length > 0 ? sealed('') : undefined),
    knownHosts: reader.reading(readKnownHosts(reader.text('deploy-known-hosts'))),
    dockerSocket:
      reader.matching('deploy-docker-socket', /^\/[\w./-]+$/, 'an absolute path on the host') ?? '/var/run/docker.sock',
    name: reader.matching('deploy-name', /^[A-Za-z0-9][\w.-]+$/, 'a name that a container can have'),
    run: reader.reading(readRunOptions(reader.text('deploy-run'))),
    command: words(reader, 'deploy-command'),
    environment: {
      values: reader.environment('deploy-env'),
      secrets: reader.environmentSecrets('deploy-secrets'),
    },
    migrate: reader.commandLine('deploy-migrate'),
    health: {
      path: reader.matching('deploy-health-path', /^\/\S*$/, 'a path such as /healthz'),
      port: reader.port('deploy-health-port'),
      timeoutSeconds: reader.duration('deploy-health-timeout') ?? defaults.healthSeconds,
      successes: count(reader, 'deploy-health-successes', 1) ?? defaults.successes,
    },
    watchSeconds: reader.secondsOrNone('deploy-watch') ?? defaults.watchSeconds,
    parallel: share(reader, 'deploy-parallel') ?? { kind: 'number', value: 1 },
    maxUnavailable: share(reader, 'deploy-max-unavailable') ?? { kind: 'number', value: 0 },
    keep: count(reader, 'deploy-keep', 1) ?? defaults.keep,
    proxy: proxy(reader),
    proxyImage: reader.optional('deploy-proxy-image'),
    githubEnvironment: reader.optional('deploy-environment'),
    url: reader.matching('deploy-url', /^https?:\/\/\S+$/, 'an address such as https://app.example.com'),
    force: reader.switch('deploy-force'),
    lockWaitSeconds: reader.secondsOrNone('deploy-lock-wait') ?? defaults.lockWaitSeconds,
  };
}

function jumpHost(reader: Reader): SshHost | undefined {
  return reader.reading(readHosts('deploy-jump-host', reader.text('deploy-jump-host')))[0];
}

/** As `docker run IMAGE …` takes them; no shell reads them. */
function words(reader: Reader, name: InputName): readonly string[] {
  const text = reader.optional(name) ?? '';
  const read = jsonWords(text) ?? splitWords(text);
  if (read === undefined) reader.problem(name, text, 'has a quote that is not closed', 'close it, or write JSON');
  return read ?? [];
}

function count(reader: Reader, name: InputName, least: number): number | undefined {
  const text = reader.matching(name, /^\d{1,4}$/, 'a whole number');
  if (text === undefined || Number(text) >= least) return text === undefined ? undefined : Number(text);
  reader.refuse(name, text, `a number from ${least} on`);
  return undefined;
}

function share(reader: Reader, name: InputName): HostCount | undefined {
  const text = reader.matching(name, /^\d{1,4}%?$/, 'a number of hosts such as 2, or a share such as 25%');
  if (text === undefined) return undefined;
  const value = Number.parseInt(text, 10);
  return { kind: text.endsWith('%') ? 'percent' : 'number', value };
}

function proxy(reader: Reader): ProxyInput | undefined {
  const text = reader.optional('deploy-proxy');
  const [port, ...more] = text === undefined ? [] : (readPublished(text) ?? []);
  if (text === undefined) return undefined;
  if (port?.port !== undefined && port.protocol === 'tcp' && more.length === 0)
    return { address: port.address, port: port.port, target: port.target };
  reader.refuse('deploy-proxy', text, 'HOST-PORT:PORT, for example 80:8080');
  return undefined;
}
