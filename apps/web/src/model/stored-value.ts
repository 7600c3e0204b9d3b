interface Schema<Value> {
  safeParse(value: unknown): { success: true; data: Value } | { success: false };
}

/**
 * One JSON value in the browser's storage that every tab shares. What is there was written by another
 * version, another tab or by hand, so it is checked; a browser that refuses storage keeps the value for
 * as long as the page lives.
 */
export class StoredValue<Value> {
  readonly #key: string;
  readonly #schema: Schema<Value>;
  #memory: string | null = null;
  #cached: { text: string | null; value: Value | null } | null = null;

  constructor(key: string, schema: Schema<Value>) {
    this.#key = `audio-studio.${key}`;
    this.#schema = schema;
  }

  /** The same object as long as what is stored is the same. */
  readonly get = (): Value | null => {
    const text = this.#read();
    if (this.#cached?.text === text) return this.#cached.value;
    this.#cached = { text, value: this.#parse(text) };
    return this.#cached.value;
  };

  set(value: Value): void {
    this.#write(JSON.stringify(value));
  }

  clear(): void {
    this.#write(null);
  }

  /** Also hears of changes made in other tabs. */
  readonly subscribe = (listener: () => void): (() => void) => {
    const onStorage = (event: StorageEvent) => {
      if (event.key === this.#key || event.key === null) listener();
    };
    const onOwn = (event: Event) => {
      if ((event as CustomEvent<string>).detail === this.#key) listener();
    };
    globalThis.addEventListener('storage', onStorage);
    globalThis.addEventListener(OWN_CHANGE, onOwn);
    return () => {
      globalThis.removeEventListener('storage', onStorage);
      globalThis.removeEventListener(OWN_CHANGE, onOwn);
    };
  };

  #read(): string | null {
    try {
      return globalThis.localStorage.getItem(this.#key) ?? this.#memory;
    } catch {
      return this.#memory;
    }
  }

  #parse(text: string | null): Value | null {
    if (text === null) return null;
    try {
      const parsed = this.#schema.safeParse(JSON.parse(text));
      return parsed.success ? parsed.data : null;
    } catch {
      return null;
    }
  }

  #write(text: string | null): void {
    this.#memory = text;
    try {
      if (text === null) globalThis.localStorage.removeItem(this.#key);
      else globalThis.localStorage.setItem(this.#key, text);
    } catch {
      // Storage is off or full: the value in memory serves this page.
    }
    globalThis.dispatchEvent(new CustomEvent(OWN_CHANGE, { detail: this.#key }));
  }
}

const OWN_CHANGE = 'audio-studio:stored';
