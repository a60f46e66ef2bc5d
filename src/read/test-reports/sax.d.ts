/** What is used of sax: its events, and the buffers that are cut when an element is longer than anything a person writes. */
declare module 'sax' {
  interface SaxTag {
    readonly name: string;
    attributes: Record<string, string>;
  }

  export interface SaxParser {
    /** From 0. */
    readonly line: number;
    /** Characters read in this line, so the column from 1 of the last one. */
    readonly column: number;
    /** The character that was read last. */
    readonly c: string;
    /** The element whose attributes are being read. */
    readonly tag: SaxTag | null;
    /** Set by an error; nothing more is read until it is taken back. */
    error: Error | null;
    /** Unfinished values. */
    readonly entity: string;
    attribValue: string;
    comment: string;
    procInstBody: string;
    write(text: string): unknown;
    close(): unknown;
    onerror: (error: Error) => void;
    ondoctype: (doctype: string) => void;
    onopentagstart: (tag: SaxTag) => void;
    onattribute: (attribute: { readonly name: string; readonly value: string }) => void;
    onopentag: (tag: SaxTag) => void;
    onclosetag: (name: string) => void;
    ontext: (text: string) => void;
    oncdata: (text: string) => void;
  }

  const sax: { parser(strict: boolean, options: { readonly strictEntities: boolean }): SaxParser };
  export default sax;
}
