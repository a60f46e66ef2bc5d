/** A run starts this as its child, to carry cache mounts to GitHub's cache or back: the same bundle, under another name. */
await import('./index.js');
