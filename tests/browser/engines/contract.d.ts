/**
 * What a test sees of a browser, whichever engine it is.
 *
 * Every method is bounded (15 s unless it says otherwise) and rejects with an Error that names what
 * was awaited.
 */

export type EngineName = 'chromium' | 'firefox' | 'webkit';

export interface LaunchOptions {
  /**
   * A folder that keeps the profile (storage, caches) beyond `close()` and `kill()`; it is the
   * caller's to remove. Without it the profile is temporary and is removed with the browser.
   */
  profileDir?: string;
  /** The system's colour scheme as pages see it from the start; 'light' when absent. */
  colorScheme?: 'light' | 'dark';
  /** All its tabs are private windows' ones: their storage ends with the browser. Not together with `profileDir`. */
  private?: boolean;
}

export interface Browser {
  readonly name: EngineName;
  /** Such as '153.7.0'. */
  readonly version: string;
  /** False after `close()` or `kill()`, or when the browser has died. */
  readonly isRunning: boolean;
  /**
   * Opens a tab. All tabs of a browser share one profile, as a user's do; what must not be shared
   * lives on another origin (each `startSite()` is one).
   */
  newPage(): Promise<Page>;
  /** The pids of all processes that belong to this browser now. */
  processes(): number[];
  /** Quits as a user does: pages get their `pagehide`, the profile is written. */
  close(): Promise<void>;
  /** SIGKILL to every process at once: a crash or a power cut. Resolves when none is left. */
  kill(): Promise<void>;
}

export interface Capabilities {
  /** `setOffline` exists. Otherwise take the server down: `collector.down()`. */
  readonly offline: boolean;
  /** `setColorScheme` exists; `launch(name, {colorScheme})` works in every engine. */
  readonly colorScheme: boolean;
  /**
   * `clickAndClose` hands over the button's release and the tab's closing without waiting between
   * them; otherwise the closing follows the click's acknowledgement.
   */
  readonly closeWithoutWaiting: boolean;
  /** `taskTime` exists. */
  readonly taskTime: boolean;
}

export interface Page {
  readonly can: Capabilities;
  /** Console messages as '<level>: <text>', in order; browser-made ones (CSP) where reported. */
  readonly console: string[];
  /** Uncaught errors and unhandled rejections, as text. */
  readonly pageErrors: string[];

  /** Navigates and waits for `load`. */
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  back(): Promise<void>;
  forward(): Promise<void>;
  url(): Promise<string>;

  /** Waits for the element, scrolls to it and clicks its middle with real, trusted mouse input. */
  click(selector: string): Promise<void>;
  /** Clicks and closes the tab with no pause between; see `can.closeWithoutWaiting`. */
  clickAndClose(selector: string): Promise<void>;
  /** Focuses the element and types with real key events. */
  type(selector: string, text: string): Promise<void>;
  /** One key for the focused element: 'Enter', 'Tab', 'ArrowLeft', 'a', or with modifiers 'Shift+Tab'. */
  press(key: string): Promise<void>;
  /** Waits for the tab that `action` makes the page open (`window.open`, `target=_blank`). */
  popup(action: () => Promise<void>): Promise<Page>;

  /**
   * Runs a function in the page with JSON-like arguments, or evaluates an expression; awaits a
   * promise; gives back a JSON-like result. A page's CSP does not hinder it.
   */
  evaluate<T>(code: string | ((...args: any[]) => T | Promise<T>), ...args: unknown[]): Promise<T>;
  /** `evaluate` until the value is truthy; survives navigations. Default timeout: 5 s. */
  waitFor<T>(
    code: string | ((...args: any[]) => T | Promise<T>),
    options?: { timeout?: number; args?: unknown[] },
  ): Promise<T>;
  /** The element's visible text (`innerText`), waiting for the element. */
  text(selector: string): Promise<string>;

  /** Writes a PNG of the viewport. */
  screenshot(file: string): Promise<void>;
  /** CSS pixels of the layout viewport. */
  viewport(width: number, height: number): Promise<void>;
  setColorScheme: null | ((scheme: 'light' | 'dark') => Promise<void>);
  /** Milliseconds that the main thread has spent in tasks since the page began. */
  taskTime: null | (() => Promise<number>);
  /** For this tab: network off or on, `navigator.onLine` included. */
  setOffline: null | ((offline: boolean) => Promise<void>);
  /** Closes the tab as a user does: `beforeunload`, `pagehide` and the rest take place. */
  close(): Promise<void>;
}

export function launch(name: EngineName, options?: LaunchOptions): Promise<Browser>;
