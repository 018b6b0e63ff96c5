// The least that a browser takes to show a picture: the same elements, put there at once, styled and painted. Runs in the
// page: nothing here may name anything outside it.

/** The elements of the screen as they stand. */
export const takePicture = (): string => document.querySelector('main')?.outerHTML ?? '';

/** Shows the picture over the whole screen; ms until it is painted. */
export const paintPicture = (picture: string): Promise<number> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const begun = performance.now();
    const sheet = document.createElement('div');
    sheet.style.cssText = 'position:fixed;inset:0;z-index:99;overflow:auto;background:Canvas';
    sheet.innerHTML = picture;
    document.body.append(sheet);
    port1.onmessage = () => {
      resolve(performance.now() - begun);
      sheet.remove();
    };
    // Sent before the frame is painted, so it arrives after it was.
    requestAnimationFrame(() => port2.postMessage(null));
  });
