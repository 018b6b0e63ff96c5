// A bundle as a file: the share sheet where the browser has one for files, else a download.

import type { PackedBundle } from '#session/app.ts';

const download = (file: File): void => {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = file.name;
  link.click();
  // The browser has taken the address by the next turn at the latest; some only a little later.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
};

/** `closed`: the person closed the share sheet. */
export const sendFile = async ({
  bytes,
  fileName,
}: PackedBundle): Promise<'shared' | 'saved' | 'closed' | 'failed'> => {
  const file = new File([bytes], fileName, { type: 'application/octet-stream' });
  const shared = { files: [file] };
  if (typeof navigator.canShare !== 'function' || !navigator.canShare(shared)) {
    download(file);
    return 'saved';
  }
  return navigator.share(shared).then(
    () => 'shared' as const,
    (error: unknown) =>
      error instanceof DOMException && error.name === 'AbortError' ? 'closed' : 'failed',
  );
};
