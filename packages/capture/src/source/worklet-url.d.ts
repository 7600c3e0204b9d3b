/** Bundled by itself as one script; resolves to its address. */
declare module '*.worklet.ts?worker&url' {
  const url: string;
  export default url;
}
