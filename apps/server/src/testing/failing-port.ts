type Methods = Record<string, (...args: unknown[]) => Promise<unknown>>;

/**
 * Lets `count` calls of the named methods through, over all ports together, and fails every later one, as
 * if the process had died there. Returns what ends it.
 */
export function failAfter(count: number, ports: [port: object, methods: string[]][]): () => void {
  let left = count;
  const undo: (() => void)[] = [];
  for (const [port, names] of ports) {
    const methods = port as Methods;
    for (const name of names) {
      const original = methods[name]!;
      methods[name] = (...args) => {
        if (left === 0) return Promise.reject(new Error('the process is gone'));
        left -= 1;
        return original.apply(port, args);
      };
      undo.push(() => {
        methods[name] = original;
      });
    }
  }
  return () => undo.forEach((restore) => restore());
}
