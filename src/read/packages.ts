/** Databases of installed packages -> packages. Each reads what it knows and passes over everything else. */
import type { Package } from '../model/rebuild.ts';

/** Of Debian: `/var/lib/dpkg/status`, or a file of `status.d` (deb-control(5)); what is removed is not installed. */
export function readDpkg(text: string): readonly Package[] {
  return paragraphs(text).flatMap((paragraph) => {
    const [name, version] = [field(paragraph, 'Package'), field(paragraph, 'Version')];
    // Images without a package manager have one paragraph a file, and nothing of a status.
    const status = field(paragraph, 'Status') ?? 'installed';
    if (
      name === undefined ||
      version === undefined ||
      !/(?:^|\s)(?:installed|triggers-(?:awaited|pending))$/.test(status)
    )
      return [];
    return [{ kind: 'deb', name, version }];
  });
}

/** Of Alpine: `/lib/apk/db/installed`, a letter and its value a line (wiki.alpinelinux.org, "Apk spec"). */
export function readApk(text: string): readonly Package[] {
  return paragraphs(text).flatMap((paragraph) => {
    const [name, version] = [field(paragraph, 'P'), field(paragraph, 'V')];
    return name === undefined || version === undefined ? [] : [{ kind: 'apk', name, version }];
  });
}

/** What `rpm --query --all` prints with `rpmFormat`. Keys of signatures are listed as packages, and are none. */
export function readRpm(text: string): readonly Package[] {
  return text.split('\n').flatMap((line) => {
    const [name, version] = line.trim().split(' ');
    if (name === undefined || version === undefined || name === 'gpg-pubkey') return [];
    return [{ kind: 'rpm', name, version }];
  });
}

export const rpmFormat = '%{NAME} %{EVR}\\n';

function paragraphs(text: string): readonly string[] {
  return text.split(/\r?\n[ \t]*\r?\n/);
}

/** Lines that go on begin with a space, so they are none of their own. */
function field(paragraph: string, name: string): string | undefined {
  const line = paragraph.split('\n').find((it) => it.startsWith(`${name}:`));
  const value = line?.slice(name.length + 1).trim();
  return value === '' ? undefined : value;
}
