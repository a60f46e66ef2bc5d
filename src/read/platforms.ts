/** Platforms in the words of docker: `linux/amd64`, `linux/arm/v7`. */
import { nearest } from '../language/nearest.ts';
import type { Problem } from '../model/decision.ts';

/** Architectures by Go's names, which Docker uses (go.dev, `go tool dist list`). */
const architectures = [
  ...['386', 'amd64', 'arm', 'arm64', 'loong64', 'mips', 'mips64', 'mips64le', 'mipsle', 'ppc64', 'ppc64le'],
  ...['riscv64', 's390x', 'wasm'],
];

/** Gives the platform as docker calls it, or what is wrong with the text. */
export function readPlatform(text: string): string | Pick<Problem, 'wrong' | 'cure'> {
  const [os = '', architecture = '', ...variants] = text.split('/');
  const fits = variants.length < 2 && variants.every((variant) => /^[a-z0-9.]+$/.test(variant));
  if (architectures.includes(architecture) && /^[a-z]+$/.test(os) && fits) return plainPlatform(text);
  const near = nearest(architecture, architectures);
  const wrong = 'is not a platform such as linux/amd64';
  return { wrong, ...(near !== undefined && { cure: `did you mean ${os.toLowerCase()}/${near}?` }) };
}

/** One platform has one name: a variant that goes without saying is left out, but for arm (containerd, platforms.Normalize). */
export function plainPlatform(platform: string): string {
  return platform
    .replace(/\/amd64\/v1$/, '/amd64')
    .replace(/\/arm64\/(?:8|v8|v8\.0)$/, '/arm64')
    .replace(/\/arm64\/(?:9|9\.0|v9\.0)$/, '/arm64/v9')
    .replace(/\/arm(?:\/7)?$/, '/arm/v7')
    .replace(/\/arm\/([568])$/, '/arm/v$1');
}
