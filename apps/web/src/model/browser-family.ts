export type BrowserFamily = 'chrome' | 'edge' | 'firefox' | 'safari' | 'ios' | 'android-chrome' | 'other';

/** Which browser's menus to name. Only words depend on it, never behaviour. */
export function browserFamily(userAgent: string): BrowserFamily {
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'ios';
  if (/Firefox\//.test(userAgent)) return 'firefox';
  if (/Edg\//.test(userAgent)) return 'edge';
  if (/Chrome\//.test(userAgent)) return /Android/.test(userAgent) ? 'android-chrome' : 'chrome';
  if (/Safari\//.test(userAgent)) return 'safari';
  return 'other';
}
