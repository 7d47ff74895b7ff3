// The app's part that only a browser has: its worker, and notifications.

/** Lets the worker in; another language is another worker, with the page for the time without the host in that language. */
export async function start(language) {
    if (!('serviceWorker' in navigator)) {
        return;
    }

    try {
        await navigator.serviceWorker.register('/sw.js?language=' + encodeURIComponent(language), { scope: '/' });
    } catch {
        // A browser that is told to keep nothing: the pages work without.
    }
}

/** Whether the browser may be asked, was asked, or has no notifications: default, granted, denied, none. */
export function permission() {
    return 'Notification' in window && 'serviceWorker' in navigator ? Notification.permission : 'none';
}

/** Asks when the button is pressed: browsers want the question to follow a press at once. */
export function ask(button, owner) {
    button.addEventListener('click', async () => {
        const answer = 'Notification' in window ? await Notification.requestPermission() : 'denied';
        await owner.invokeMethodAsync('AnsweredAsync', answer === 'granted');
    });
}

/** Shows a call while another window is in front. Several tabs show it once. */
export async function notify(call, title, text, language) {
    if (!document.hidden && document.hasFocus() || permission() !== 'granted') {
        return;
    }

    const worker = await navigator.serviceWorker.getRegistration();
    await worker?.showNotification(title, { body: text, tag: call, lang: language, icon: '/icons/icon-192.png', badge: '/icons/icon-192.png' });
}

/** Takes a call's notification away. */
export async function forget(call) {
    const worker = 'serviceWorker' in navigator ? await navigator.serviceWorker.getRegistration() : null;
    for (const one of await worker?.getNotifications({ tag: call }) ?? []) {
        one.close();
    }
}
