/** Addresses of machines, as they are written without a port, a mask or a zone. */

const v4Grammar = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;

/** Whether a text is an IPv4 address of four numbers. */
export function isV4(text: string): boolean {
  return v4Grammar.test(text);
}

/** Whether a text is an IPv6 address, without brackets. */
export function isV6(text: string): boolean {
  return text.includes(':') && /^[0-9A-Fa-f:.]+$/.test(text) && URL.canParse(`http://[${text}]`);
}
