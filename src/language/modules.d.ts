/** The one-file build: the package's entry brings a source map generator and file access along. */
declare module 'handlebars/dist/handlebars.min.js' {
  import type Handlebars from 'handlebars';

  const handlebars: typeof Handlebars;
  export default handlebars;
}
