/** Names of what a deploy makes on a host. */

/** The container before it serves, and after. */
export function restingName(name: string, owner: string): string {
  return `${name}-${owner.replace(/^slipway-/, '')}`;
}

/** Never started: its name alone is the lock. */
export function lockName(name: string): string {
  return `slipway-lock-${name}`;
}

/** A lock that was taken from a dead run: it stays until what the run has left is put back. */
export function abandonedName(name: string, owner: string): string {
  return `${lockName(name)}-${owner.replace(/^slipway-/, '')}`;
}

export function proxyName(name: string): string {
  return `${name}-proxy`;
}

/** On which the proxy reaches the container. */
export function networkName(name: string): string {
  return `slipway-${name}`;
}
