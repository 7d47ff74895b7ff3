// Shows the page for the time without the host, and notifications. Nothing else is kept: no page, no answer of the API, nothing with data.

const Kept = 'ct-offline-1';
const Offline = '/offline';

self.addEventListener('install', event => {
    event.waitUntil(caches.open(Kept)
        .then(cache => cache.add(new Request(Offline, { cache: 'reload', credentials: 'same-origin' })))
        .then(() => self.skipWaiting()));
});

self.addEventListener('activate', event => {
    event.waitUntil(caches.keys()
        .then(names => Promise.all(names.filter(name => name.startsWith('ct-') && name !== Kept).map(name => caches.delete(name))))
        .then(() => self.clients.claim()));
});

self.addEventListener('fetch', event => {
    // Only whole pages; everything else goes its way as if we were not there.
    if (event.request.mode === 'navigate' && event.request.method === 'GET') {
        event.respondWith(fetch(event.request).catch(() => caches.match(Offline).then(page => page ?? Response.error())));
    }
});

self.addEventListener('notificationclick', event => {
    event.notification.close();
    event.waitUntil(self.clients.matchAll({ type: 'window' })
        .then(windows => windows.length > 0 ? windows[0].focus() : self.clients.openWindow('/')));
});
