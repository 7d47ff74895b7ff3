// What stands around the pages and only a browser can do.

/** The zone of this device's clock. */
export function zone() {
    return Intl.DateTimeFormat().resolvedOptions().timeZone ?? null;
}

const Waits = 1200;

function writes(element) {
    return element instanceof HTMLElement && (element.isContentEditable
        || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement
        || (element instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit', 'range'].includes(element.type)));
}

/** Tells .NET of the keys that it asked for. Keys without Ctrl are left to fields, and to open dialogs except for "?" lists. */
export function listen(owner) {
    let known = new Set();
    let first = null;
    let until = 0;

    async function press(event) {
        if (event.defaultPrevented || event.isComposing || event.altKey || event.repeat) {
            return;
        }

        let key = event.key.toLowerCase();
        if (event.ctrlKey || event.metaKey) {
            key = 'ctrl+' + key;
        } else if (writes(event.target) || document.querySelector('.mud-dialog')) {
            return;
        }

        const both = first && event.timeStamp < until ? first + ' ' + key : null;
        first = null;
        const chosen = both && known.has(both) ? both : key;
        if (known.has(chosen)) {
            event.preventDefault();
            await owner.invokeMethodAsync('PressAsync', chosen);
        } else if ([...known].some(one => one.startsWith(key + ' '))) {
            first = key;
            until = event.timeStamp + Waits;
        }
    }

    document.addEventListener('keydown', press);
    return {
        keys: list => { known = new Set(list); },
        stop: () => document.removeEventListener('keydown', press),
    };
}

/** Sends a form that a menu stands for. */
export function submit(form) {
    form.requestSubmit();
}
